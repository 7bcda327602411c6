"""Expressions that would run away: loops, growth, recursion, patterns, calendars, long facts; each a kind of its own.

They are asked with a text `s` of 20,000 characters and 20,000 numbers `items`.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXPRESSIONS", "LONG"]

LONG = "+".join(["i"] * 900)
_SHARED = "(for j in 1..{} return if j = 1 then [1, 1] else [partial[-1], partial[-1]])[-1]"
_NAMES = ",".join(f"v{number}: {number}" for number in range(300))
_FORMAT = 'external {java: {class: "java.lang.String", method signature: "format(String, Object...)"}}'
_PAIR = "{a: for i in items return i, b: for i in items return i, "

EXPRESSIONS: Mapping[str, str] = {
    "a loop": "count(for i in 1..900000 return i) > 0",
    "loops in loops": "count(for i in 1..900, j in 1..900, k in 1..900 return 1) > 0",
    "some in every": "every i in 1..900 satisfies some j in 1..900 satisfies j >= 900",
    "a loop with a long body": f"count(for i in 1..100000 return {LONG}) > 0",
    "a filter with a long condition": f"count(items[{LONG.replace('i', 'item')} < 0]) >= 0",
    "a function with a long body": f"{{f: function(i) {LONG}, r: count(for k in 1..100000 return f(k))}}.r > 0",
    "a long choice": "count(for i in 1..100000 return " + "if i = 0 then 1 else " * 900 + "0) > 0",
    "a long conjunction": "count(for i in 1..100000 return " + " and ".join(["i > 0"] * 900) + ") > 0",
    "long lists": "count(for i in 1..100000 return [" + ",".join(["i"] * 900) + "]) > 0",
    "long contexts": "count(for i in 1..100000 return {" + ",".join(f"a{n}: i" for n in range(300)) + "}) > 0",
    "a large scope": f"{{{_NAMES}, r: count(for i in 1..300000 return {{a: i}})}}.r > 0",
    "a large scope of a function": f"{{{_NAMES}, f: function(i) i, r: count(for i in 1..300000 return f(i))}}.r > 0",
    "fibonacci": "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r >= 0",
    "two functions": "{f: function(g, n) if n = 0 then 0 else g(g, n - 1) + g(g, n - 1), r: f(f, 30)}.r >= 0",
    "recursion": "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(100000)}.r >= 0",
    "growing texts": "count(for i in 1..300000 return s + string(i)) > 0",
    "texts of texts": 'string length((for i in 1..900 return if i = 1 then s else partial[-1] + "aaaa")[-1]) > 0',
    "joined texts": 'count(for i in 1..10000 return string join(for j in 1..900 return "a", s)) >= 0',
    "parts of texts": "count(for i in 1..100000 return substring(s, 2)) > 0",
    "upper case": "count(for i in 1..100000 return upper case(s)) > 0",
    "search": 'count(for i in 1..100000 return contains(s, "aaaaab")) > 0',
    "comparison of texts": '{a: s + "a", b: s + "b", r: count(for i in 1..300000 return a < b)}.r > 0',
    "copies of lists": "count(for i in 1..300000 return append(items, i)) > 0",
    "lists of lists": "count((for i in 1..40 return if i = 1 then [1] "
    "else concatenate(partial[-1], partial[-1]))[-1]) > 0",
    "shared parts": f"count(flatten({_SHARED.format(40)})) > 0",
    "shared parts as text": f"string length(string({_SHARED.format(40)})) > 0",
    "equal lists": f"{_PAIR}r: count(for i in 1..900 return a = b)}}.r > 0",
    "the same lists": f"{_PAIR}r: count(for i in 1..900 return is(a, b))}}.r > 0",
    "distinct lists": "count(distinct values(for i in 1..30000 return [i, {a: i}])) > 0",
    "a union": "count(for i in 1..900 return union(items, items)) > 0",
    "sorts": "count(for i in 1..900 return sort(items, function(x, y) x > y)) > 0",
    "a sort by a costly function": "count(sort(items, function(x, y) count(for i in 1..900 return i) > x - y)) > 0",
    "statistics": "count(for i in 1..900 return stddev(items)) > 0",
    "membership": "count(items[list contains(items, item)]) >= 0",
    "replacements in lists": "count(for i in 1..900 return list replace(items, function(x, y) x > 5, 1)) > 0",
    "merged contexts": "{c: context(for i in 1..900 return {key: string(i), value: i}), "
    "r: count(for i in 1..9000 return context merge([c]))}.r > 0",
    "a pattern that goes back": 'matches(s, "^(a|a)*b$")',
    "a pattern with a reference": 'matches(s, "^(a*)\\\\1b$")',
    "many patterns": 'count(for i in 1..100000 return matches("a", "a" + string(i))) >= 0',
    "large patterns": 'count(for i in 1..9000 return matches("a", "(\\\\p{L}|\\\\w|[a-z]){1,40}" + string(i))) >= 0',
    "replacements": 'string length(replace(s, "a", "$0$0$0$0$0$0$0$0$0$0")) > 0',
    "a long replacement": 'count(for i in 1..900 return replace("a", "a", s)) > 0',
    "splits": 'count(for i in 1..900 return split(s, "a")) > 0',
    "powers": "count(for i in 1..300000 return 1.0000001 ** (i + 0.5)) > 0",
    "logarithms": "count(for i in 1..300000 return log(i / 7)) > 0",
    "remainders": "count(for i in 1..100000 return modulo(1e6100 + i, 1.23456789e-6100)) >= 0",
    "roundings": "count(for i in 1..100000 return round half up(i / 3, 6000)) >= 0",
    "long numbers as text": "count(for i in 1..100000 return string(1e6000 + i)) > 0",
    "numbers of texts": "count(for i in 1..100000 return number(s)) >= 0",
    "ranges of texts": "count(for i in 1..900 return range(s)) >= 0",
    "dates of texts": "count(for i in 1..100000 return date and time(s)) >= 0",
    "zones": 'count(for i in 1..100000 return time("10:00:00@A/" + string(i))) >= 0',
    "days": 'count(for d in date("0001-01-01")..date("9999-12-31") return d) > 0',
    "calendar": 'count(for i in 1..300000 return week of year(date(2020, 1, 1) + duration("P1D") * i)) > 0',
    "moments in zones": 'count(for i in 1..90000 return @"2020-01-01T00:00:00@Asia/Tokyo" + duration("PT1S") * i) > 0',
    "relations": "count(for i in 1..300000 return coincides([1..i], [1..i])) > 0",
    "types": "count(for i in 1..900 return items instance of list<number>) > 0",
    "formats": f'{{f: function(a, b) {_FORMAT}, r: count(for i in 1..9000 return f("%9999s", "a"))}}.r > 0',
    "errors": "count(for i in 1..100000 return number(s) + i) >= 0",
    "pairs of facts": "count(for i in items, j in items return 1) >= 0",
    "a list filtered by a filter": "count(items[count(items[item > 5]) > 1]) >= 0",
}
