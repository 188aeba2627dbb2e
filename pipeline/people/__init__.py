"""Packages of people: the tables made of what pages list, held against what is published, without who was erased."""
