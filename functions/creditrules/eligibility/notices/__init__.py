"""Notices of decisions that went against somebody, in the words that a region's law asks for; templates.

Three packs, two languages each: what the law of the region is written or mostly served in, and the one that its
applicants or their lenders most often need besides. US: English and Spanish. EU: English and German. CN: Chinese and
English. No half notices: what is missing is listed, and there is no notice.
"""

from creditrules.eligibility.notices.made import Notice, NoticePart, NoticePartKind, NoticeSubject, made_notice
from creditrules.eligibility.notices.packs import LANGUAGES, NoticePack

__all__ = ["LANGUAGES", "Notice", "NoticePack", "NoticePart", "NoticePartKind", "NoticeSubject", "made_notice"]
