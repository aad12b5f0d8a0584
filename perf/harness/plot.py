"""A picture of a comparison: every round a dot, the median a line, the ratio beside the name."""
from html import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 860, 130, 190, 46, 64
COLOURS = {"sluice": "#0b7285", "former": "#66a8b5", "nginx": "#2f9e44", "haproxy": "#4263eb", "envoy": "#ae3ec9"}


def scale(values, width):
    """From zero, so that lengths compare."""
    top = max(values) * 1.05
    return (lambda value: value / top * width), top


def ticks(top):
    step = 10 ** len(str(int(top))) / 10 if top >= 1 else 0.1
    while top / step < 4:
        step /= 2
    return [i * step for i in range(int(top / step) + 1)]


def comparison(result):
    measured = result["measured"]
    values = {name: [r["cpu_ms_per_1k"] for r in rounds] for name, rounds in measured.items()}
    x, top = scale([v for all_of in values.values() for v in all_of], WIDTH - LEFT - RIGHT)
    height = TOP + ROW * len(values) + 46
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
           f'<text x="16" y="24" font-size="15" font-weight="bold">{escape(result["title"])}</text>',
           f'<text x="16" y="44" fill="#555">CPU ms per 1,000 requests, {result["rounds"]} alternating rounds, commit {escape(result["commit"])}; less is better</text>']
    floor = TOP + ROW * len(values)
    for tick in ticks(top):
        at = LEFT + x(tick)
        out.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{floor}" stroke="#ddd"/>')
        out.append(f'<text x="{at:.1f}" y="{floor + 18}" fill="#555" text-anchor="middle">{tick:g}</text>')
    for row, (name, all_of) in enumerate(values.items()):
        y, colour = TOP + ROW * row + ROW / 2, COLOURS.get(name, "#868e96")
        middle = result["candidates"][name]["cpu_ms_per_1k"]["median"]
        out.append(f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>')
        out.append(f'<rect x="{LEFT}" y="{y - 11:.1f}" width="{x(middle):.1f}" height="22" fill="{colour}" fill-opacity="0.22"/>')
        for value in all_of:
            out.append(f'<circle cx="{LEFT + x(value):.1f}" cy="{y:.1f}" r="3" fill="{colour}" fill-opacity="0.6"/>')
        out.append(f'<line x1="{LEFT + x(middle):.1f}" y1="{y - 13:.1f}" x2="{LEFT + x(middle):.1f}" y2="{y + 13:.1f}" stroke="{colour}" stroke-width="2"/>')
        ratio = result["ratios"].get(name)
        label = f"{middle:.2f}" if ratio is None else f"{middle:.2f}   {result['subject']} is {ratio['median']:.2f}x"
        out.append(f'<text x="{WIDTH - RIGHT + 14}" y="{y + 4:.1f}">{label}</text>')
    return "\n".join(out + ["</svg>", ""])
