"""Every sentence a person reads, in Swedish and English. No HTML, no logic but the choosing of words.

`errors` has a sentence for each way a run can fail, `rules` a text for each rule, `stories` what changed.
"""
