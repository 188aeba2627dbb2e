"""The orders in which the stages run: the only room that knows them all.

- `builders`: who reads the packages of each kind: `world`, `rosters` or `tables`
- `world`: what was known before, and what a page says now (snapshot, lines, records, tables, findings)
- `rosters`: what pages of people say now, on top of what was published
- `tables`: what files of tables say now, however large they are
- `draft`: what a package would be if it were published now (changes, version, files, descriptor)
- `readings`: what each source says for the packages asked for
- `publish`: the main job; `plan`: its rehearsal; `validate`: every finding; `telling`: what several of them tell
- `remembered`: what a target remembers of itself: its address, and who publishes what into it
- `visit`: a run that comes to a target: what is its own there, and what it leaves alone
- `site`: what is made of all released versions (catalogue, feed, pages)
- `look`: one look at the live page (fetch, archive, judge, log)
"""
