"""A package of one table in a file, as its maintainer describes it."""

LEDGER = """\
name: ledger
title: Reskontra
description: Fakturor
keywords: [fakturor]
licenses: [{name: CC0-1.0, title: CC0, path: https://example.org/}]
sources: [{title: Ekonomi, path: https://example.org/ledger/}]
resources: [{name: payments, schema: schemas/payments.json, source: data/payments.csv}]
publishing:
  kind: table
  flat_table: payments
  titles: {sv: Reskontra, en: Ledger}
  descriptions: {sv: Fakturor, en: Invoices}
  keywords_en: [invoices]
"""
