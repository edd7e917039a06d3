"""Many articles: on all cores of one machine, remembered between runs, or on a cluster.

:func:`extract_articles` is the way in for one machine, :mod:`extractor.scale.spark` for a cluster, and
:func:`extractor.batch.extract_batch` for any other engine.
"""

from extractor.scale.articles import SECONDS, extract_articles
from extractor.scale.pool import Known, Pool
from extractor.scale.remembered import Remembered, cache_file

__all__ = ["SECONDS", "Known", "Pool", "Remembered", "cache_file", "extract_articles"]
