"""Many processes that record decisions at once, in simulated time, over a DynamoDB with its own limits."""

from crowded.database import Database, Latencies
from crowded.flow import Flow
from crowded.processes import Told, recorded_at_rate

__all__ = ["Database", "Flow", "Latencies", "Told", "recorded_at_rate"]
