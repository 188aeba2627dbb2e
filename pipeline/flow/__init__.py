"""The orders in which the stages run: the only room that knows them all.

A command:

- `publish`: the main job; `plan`: its rehearsal, `saved_plan` what `--save` keeps of it; `validate`: every finding;
  `fetch`: one look at the `live_page` (fetch, archive, judge, log); `telling`: what several of them tell
- `open_questions`: what waits for a person

What the sources say:

- `readings`: what each says for the packages asked for, as a `reading`; `readers`: who reads the packages of each kind
- `read_bodies`: what was known before, and what a page says now (snapshot, lines, records, tables, findings)
- `read_people`: what `people_pages` say now, on top of what was published; `people_doubted`: whether that may be news
- `read_tables`: what files of tables say now, however large they are: `files_judged` in the pass that reads them
- `rows_lost`: whether a table lost what nobody takes out of one
- `id_numbers`: which numbers of ids are taken; `forgetting`: what the archive keeps without who was erased

A version, and what stands beside it:

- `draft`: what a package would be if it were published now (changes, version, files, descriptor); `proposals`: the
  same as it is shown; `edition`: its files, `parts` of large tables and the `delta` among them
- `shared_target`: what is a run's own in a target, and what it leaves alone, as the `target_memory` tells
- `site`: what is made of all released versions (catalogue, feed, pages)
"""
