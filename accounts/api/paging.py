"""How the OpenAPI file describes pages."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

PAGING = [
    OpenApiParameter("cursor", OpenApiTypes.STR, description="Where the page begins; taken from `next`."),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="Rows a page: 50, at most 200."),
]
