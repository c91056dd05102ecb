"""The demo centre: a made-up Liaoyuan with two years of history, built by the real operations."""

from fundcenter.demo.build import begin, is_missing, rebuild
from fundcenter.demo.doors import log_ins_table
from fundcenter.demo.partners import partners_table

__all__ = ["begin", "is_missing", "log_ins_table", "partners_table", "rebuild"]
