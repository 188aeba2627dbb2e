"""The orders in which the stages run: the only room that knows them all.

    world    what was known before, and what a source says now: snapshot -> lines -> records -> tables, findings
    publish  one version a package: tables -> changes -> version -> data files -> descriptor -> release
    site     all versions: catalogue, feed, pages
    look     one look at the live page: fetch -> archive -> log
"""
