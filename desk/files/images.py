"""Pictures made harmless: decoded and written anew, upright, without what a camera hides in them; and watermarked."""

from __future__ import annotations

import io
from functools import lru_cache

import pylopdf_fonts_zh_cn
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from desk.files.sniffing import BadFile

MOST_PIXELS = 64_000_000
"""A bomb of a few kilobytes can unfold to gigabytes: its size is read from the header, before anything is unfolded."""
LONGEST = 2400
QUALITY = 85
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def normalised(content: bytes) -> bytes:
    """The picture as a plain JPEG: upright, longest side at most 2400, no place, no device, no hidden text.

    Raises BadFile where it is damaged or unfolds to too much.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadFile(_("照片的像素太多，打不开。请用普通拍照模式重拍。"))
            # A JPEG is unfolded no larger than it is needed.
            image.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST, LONGEST))
            return _jpeg(_on_white(upright))
    except _BOMBS as bomb:
        raise BadFile(_("照片的像素太多，打不开。请用普通拍照模式重拍。")) from bomb
    except (OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError) as damage:
        raise BadFile(_("照片打不开，可能没有传完整，请重新选择或重拍。")) from damage


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: a scan with a clear ground is read on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def watermarked(content: bytes, text: str) -> bytes:
    """The picture with `text` drawn over it again and again, as a JPEG. What is kept stays untouched."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        drawn = image.convert("RGBA")
    tile = _tile(text, max(14, min(drawn.size) // 40))
    layer = Image.new("RGBA", drawn.size)
    for row, top in enumerate(range(0, drawn.height, tile.height)):
        for left in range(-(tile.width // 2) * (row % 2), drawn.width, tile.width):
            layer.paste(tile, (left, top))
    return _jpeg(Image.alpha_composite(drawn, layer).convert("RGB"))


@lru_cache(maxsize=32)
def _tile(text: str, size: int) -> Image.Image:
    """One slanted piece of the watermark."""
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    words = Image.new("RGBA", (right - left + 2 * size, bottom - top + 2 * size))
    ImageDraw.Draw(words).text((size, size - top), text, font=font, fill=(90, 90, 90, 84))
    return words.rotate(20, expand=True, resample=Image.Resampling.BICUBIC)
