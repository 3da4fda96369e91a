"""The open corpora as Examples, each with what it doesn't say masked.

Every reader takes the folder of its corpus and yields Examples. Licences and sources are in NOTICE.
"""
