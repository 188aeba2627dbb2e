"""What the feed says around the change stories, in Swedish and English."""

TITLES = {
    "published": {"sv": "{title}, version {version}", "en": "{title}, version {version}"},
    "withdrawn": {
        "sv": "{title}, version {version} (återkallad)",
        "en": "{title}, version {version} (withdrawn)",
    },
    "retired": {"sv": "{title} publiceras inte längre", "en": "{title} is no longer published"},
    "moved": {"sv": "Katalogen har flyttat", "en": "The catalogue has moved"},
}

WITHDRAWN = {
    "sv": "Versionen är återkallad: {reason}",
    "en": "This version was withdrawn: {reason}",
}

REPLACEMENT = {
    "sv": "Använd version {replacement} i stället.",
    "en": "Use version {replacement} instead.",
}

RETIRED = {
    "sv": "Paketet publiceras inte längre: {reason}",
    "en": "This package is no longer published: {reason}",
}

MOVED = {
    "sv": "Katalogen flyttade {day} från {old} till {new}. Byt adress i det som läser den.",
    "en": "The catalogue moved on {day} from {old} to {new}. Change the address in what reads it.",
}
