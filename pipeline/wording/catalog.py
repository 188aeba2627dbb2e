"""What the catalogue says beyond the packages' own titles and descriptions."""

RIGHTS = {
    "sv": "Licensen gäller upphovsrätt. För personuppgifter gäller dessutom dataskyddslagstiftningen.",
    "en": "The licence concerns copyright. Data protection law applies to personal data as well.",
}
