"""Where the data comes from: the live page, the archive of its snapshots, and their lines."""

# The largest content that is read, in bytes. The page's text has 8 kilobytes, a page-builder's HTML around it
# some hundred: five megabytes are ample, and small enough to be judged within seconds.
MAX_BYTES = 5_000_000
