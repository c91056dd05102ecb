"""The national platform for transfers between centres (异地转移接续平台), behind an adapter named by a setting."""

from deposits.platform.base import Application, Heard, Incoming, Platform, PlatformDown, platform

__all__ = ["Application", "Heard", "Incoming", "Platform", "PlatformDown", "platform"]
