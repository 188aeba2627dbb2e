"""What `decide` says: a question in plain words, the answers that settle it, and what else an answer has to say."""

from pipeline.wording.sentences import Sentences

ANSWERS = Sentences("decide", "answers")
"""By answer: what it means, said of the question's facts."""

DECIDE = Sentences("decide", "decide")
ASKED = Sentences("decide", "asked")
"""By key of a fault: what is asked of it."""

told, meaning, asked = DECIDE.say, ANSWERS.say, ASKED.say
