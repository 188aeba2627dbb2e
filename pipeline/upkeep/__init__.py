"""What a maintainer does beside publishing.

- `doctor`: whether all is well; `letter`: to the owner of a page; `automate`: files for schedulers
- `verify`, `withdraw`, `reproduce`: what is published proved, taken away, made again
- `asked`: a published package or version by its name
"""
