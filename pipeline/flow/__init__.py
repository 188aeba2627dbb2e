"""The orders in which the stages run: the only room that knows them all.

- `world`: what was known before, and what a source says now (snapshot, lines, records, tables, findings)
- `draft`: what a package would be if it were published now (changes, version, files, descriptor)
- `publish`: the main job, and its rehearsals `plan` and `validate`
- `site`: what is made of all released versions (catalogue, feed, pages)
- `look`: one look at the live page (fetch, archive, judge, log)
"""
