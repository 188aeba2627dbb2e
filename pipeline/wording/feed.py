"""What the feed says around the change stories, in Swedish and English."""

TITLES = {
    "published": {"sv": "{title}, version {version}", "en": "{title}, version {version}"},
    "withdrawn": {
        "sv": "{title}, version {version} (återkallad)",
        "en": "{title}, version {version} (withdrawn)",
    },
}

WITHDRAWN = {
    "sv": "Versionen är återkallad: {reason}",
    "en": "This version was withdrawn: {reason}",
}

REPLACEMENT = {
    "sv": "Använd version {replacement} i stället.",
    "en": "Use version {replacement} instead.",
}
