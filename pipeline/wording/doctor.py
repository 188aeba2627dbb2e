"""What `doctor` says of each thing it looks into: how it is, and what to do."""

from pipeline.wording.sentences import Sentences

DOCTOR = Sentences("doctor")
told = DOCTOR.say
