"""Where the data comes from: the live page, the archive of its snapshots, and their lines."""

# The largest content that is read, in bytes. The page's text has 8 kilobytes, a page-builder's HTML around it
# some hundred: five megabytes are ample, and small enough to be judged within seconds.
MAX_BYTES = 5_000_000

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
"""What lists people, by the end of the file's name: a page, an export of a register, minutes."""
