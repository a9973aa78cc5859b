"""Writes the tables of settings into both READMEs: `python docs/settings.py`. A test says when they are behind.

English comes from the settings classes; the Chinese sentences stand here, because nothing but the README needs them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from admin.settings import AdminSettings  # noqa: E402
from bot.settings import BotSettings  # noqa: E402
from kit.settings import SettingDoc, describe  # noqa: E402

CHINESE: Final = {
    "XIANSUO_DATA": "数据库和密钥所在的目录",
    "XIANSUO_RUNTIME_DIR": "内存盘上的目录，放每天的密钥；不填则用 `$XDG_RUNTIME_DIR` 或 `/run` 下的 `xiansuo`",
    "XIANSUO_RUNTIME_URL": "不落盘的 Redis，同一类进程分布在几台机器上时用",
    "XIANSUO_SERVICE_TOKEN": "外网主机调用内网接口的令牌",
    "XIANSUO_TIMEZONE": "按哪个时区算日子",
    "XIANSUO_BACKUP_DAYS": "备份留几天，1 到 30；超过的在下一次备份写好以后删掉",
    "XIANSUO_DEMO": "填 1 为演示，数据全是虚构的",
    "XIANSUO_HOST": "群众端监听的地址",
    "XIANSUO_PORT": "群众端监听的端口",
    "XIANSUO_HOSTS": "群众端的域名，几个用逗号隔开",
    "XIANSUO_TLS_CERTIFICATE": "群众端证书（PEM）",
    "XIANSUO_TLS_KEY": "群众端证书的私钥（PEM）",
    "XIANSUO_TRUSTED_PROXY": "在前面终结 TLS 的代理的地址",
    "XIANSUO_BOT_DATABASE_URL": "群众端自己的库",
    "XIANSUO_ADMIN_URL": "内网接口的地址",
    "XIANSUO_POLICY": "收件规则的版本和指纹，由身份保管员报出",
    "XIANSUO_QUICK_EXIT_URL": "“快速离开”去哪个普通网页",
    "XIANSUO_PUBLIC_URL": "群众端网页的地址，机器人会告诉群众",
    "TELEGRAM_BOT_TOKEN": "BotFather 给的令牌；不填就不接 Telegram",
    "XIANSUO_TELEGRAM_BASE_URL": "自建 Bot API 服务器的协议、地址和端口",
    "XIANSUO_WEBHOOK_URL": "Telegram 推送用的 https 地址；不填则轮询",
    "XIANSUO_REPORTS_A_MINUTE": "一个渠道每分钟最多收多少条线索，超过就请群众稍等",
    "XIANSUO_FORM_SECONDS": "最后一页打开多少秒之后才能提交",
    "XIANSUO_BENCH": "只在压测时填 1：回执码的拉伸调低，不要用于正式受理",
    "XIANSUO_ADMIN_HOST": "办公端监听的地址",
    "XIANSUO_ADMIN_PORT": "办公端监听的端口",
    "XIANSUO_ADMIN_HOSTS": "办公端的域名，几个用逗号隔开",
    "XIANSUO_ADMIN_ADDRESS": "办公端的 https 地址，照大家在浏览器里输入的写；不填就没有通行密钥",
    "XIANSUO_ADMIN_DATABASE_URL": "台账的库",
    "XIANSUO_STAFF_WEBHOOK": "有新事项时通知的地址，只发一句固定的话",
    "XIANSUO_ADMIN_TLS_CERTIFICATE": "办公端证书（PEM）",
    "XIANSUO_ADMIN_TLS_KEY": "办公端证书的私钥（PEM）",
    "XIANSUO_ADMIN_TRUSTED_PROXY": "办公端前面终结 TLS 的代理的地址",
    "XIANSUO_ADMIN_TUNNEL": "办公端地址在加密隧道（如 WireGuard）里时填 1",
}
_TABLE: Final = re.compile(r"(\| (?:名称|name) \|[^\n]*\n\|---\|---\|---\|\n)(.*?)(\n\n</details>)", re.S)


def settings() -> list[SettingDoc]:
    """Each setting once, those of the exposed host first."""
    both = {one.variable: one for kind in (BotSettings, AdminSettings) for one in describe(kind)}
    return list(both.values())


def table(chinese: bool) -> str:
    """The rows of a README's table."""
    says = {one.variable: CHINESE[one.variable] if chinese else one.says for one in settings()}
    return "\n".join(f"| `{one.variable}` | {_default(one)} | {says[one.variable]} |" for one in settings())


def written(text: str, chinese: bool) -> str:
    """A README with its table as the settings are now."""
    return _TABLE.sub(lambda found: found[1] + table(chinese) + found[3], text)


def _default(one: SettingDoc) -> str:
    if one.default in (None, "", "False"):
        return "–"
    return f"`{one.default}`"


def main() -> None:
    """Write both tables."""
    for name, chinese in (("README.md", False), ("README.zh-CN.md", True)):
        file = ROOT / name
        file.write_text(written(file.read_text(encoding="utf-8"), chinese), encoding="utf-8")


if __name__ == "__main__":
    main()
