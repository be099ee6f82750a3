"""English: which words ask for what."""

import re
from datetime import date
from typing import Final

from shared.assistant.offline_analyst.asked import Topic

FX_EFFECT: Final = re.compile(
    r"\b(?:dollar|euro|pound|currenc\w+|exchange rates?|fx)\b.{0,30}\b"
    r"(?:affect\w*|effect\w*|impact\w*|cost me|help\w*|hurt\w*)\b",
    re.IGNORECASE,
)
"""Asks what a currency did to the person, not for amounts in it."""

_PATTERNS: Final[tuple[tuple[Topic, str], ...]] = (
    ("greeting", r"^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|"
        r"thank you.*)\W*$"),
    ("help", r"^\s*(?:help|what can (?:you|i) (?:do|ask)|how (?:do|can) (?:you|i) (?:help|"
        r"use)|who are you|what are you)\b"),
    ("prompt", r"\b(?:system prompt|your (?:instructions|prompt|rules)|ignore (?:all |the )?"
        r"(?:previous|prior|above))\b"),
    ("others", r"\bother (?:users?|people|persons?|customers?|clients?|investors?|accounts?)\b|"
        r"\b(?:someone|everyone|everybody|anyone|somebody) else\b|"
        r"(?-i:\b[A-Z][a-z]+['’]s (?:portfolio|holdings?|positions?|account|transactions?|"
        r"money|savings|net worth))"),
    ("alert", r"\b(?:alert|notify|warn|remind|ping|tell|message|e-?mail) me "
        r"(?:when|if|once|as soon)|\b(?:set|create|make|add) (?:up )?(?:me )?(?:an? )?"
        r"(?:price )?(?:alert|alarm)\b"),
    ("report", r"\b(?:make|create|generate|prepare|send|give|write|build|export)\b"
        r".{0,25}\breports?\b|\b(?:pdf|report) (?:of|on|for|about)\b"),
    ("taxes", r"\btax(?:es)?\b.{0,20}\b(?:will|owe|due|bill|liab\w*)|\b(?:will|do|would|must) i "
        r"(?:pay|owe)\b.{0,20}\btax|\bhow much tax\b(?! (?:have|did|was|paid))"),
    ("simulate", r"\b(?:simulat|monte carlo|in \d+ years|over the next \d+ years|reach (?:a "
        r")?(?:goal|target|\S*\d)|by the time|chance of (?:reaching|having|losing)|save for)"),
    ("advice", r"\bshould i\b|\bwould you (?:buy|sell|recommend)|\brecommend|\bwhat "
        r"(?:stock|share|fund|etf)s? (?:should|to|would)|\bgood (?:time to )?(?:buy|"
        r"investment)|\b(?:is|are) .{1,40} a (?:buy|sell|good buy|good investment)\b|\bbest "
        r"(?:stock|share|fund|etf)s? (?:to|for)\b"),
    ("forecast", r"\b(?:predict|forecast|will .{1,40} (?:go|rise|fall|be worth|reach|crash|"
        r"recover|hit|double)|price target|where (?:is|will) .{1,40} (?:going|be) (?:next|"
        r"in)|next (?:week|month|year)'?s? (?:price|return))"),
    ("optimise", r"\b(?:optimi[sz]e|optimal|minimum.variance|min.?variance|max.?sharpe|"
        r"maximum sharpe|risk parity|efficient (?:frontier|portfolio)|best mix)"),
    ("rebalance", r"\b(?:rebalanc|bring .{1,40} back to|target weights?|equal.?weight)"),
    ("draft", r"^\s*(?:please\s+)?(?:buy|sell)\s+\d|"
        r"^\s*(?:please\s+)?(?:record|add|enter|book|log|note down|"
        r"draft)\b.{0,40}\b(?:buy|bought|purchase|sell|sold|sale|dividend|deposit|"
        r"withdraw\w*|transaction|trade)"),
    ("performance", FX_EFFECT.pattern + "|"
        r"\bhad (?:i )?(?:just |only |simply )?(?:bought|put|invested|held|stayed)\b.{0,50}"
        r"\binstead\b|"
        r"\b(?:time.?weighted|twr)\b.{0,60}\b(?:money.?weighted|xirr|irr)\b|"
        r"\b(?:money.?weighted|xirr|irr)\b.{0,60}\b(?:time.?weighted|twr)\b|"
        r"\bbeat(?:ing)? (?:the )?(?:market|index|benchmark|s&p)"),
    ("movement", r"\bdid (?:i|my \w+) .{0,40}\b(?:lose|lost|fall|drop|do|perform|fare)\b.{0,30}"
        r"\b(?:crash|crisis|pandemic|covid|corona)"),
    ("risk", r"\b(?:riskiest|(?:most|least) (?:risky|volatile)|safest)\b"),
    ("what_if", r"\bwhat (?:if|would happen|happens)|\bif (?:the )?(?:market|stocks?|"
        r"prices?|dollar|euro|tech\w*|[A-Z]{2,6}|i) .{0,30}(?:f[ae]ll|drop|crash|los|ris|"
        r"rose|gain|declin|went|goes|double|halv|sold|sell|bought|buy)|\b(?:scenario|stress "
        r"test|shock|crash|crisis|crises|recession|bear market|how would .{1,40} (?:do|have "
        r"done|react|fare|perform))\b"),
    ("news", r"\b(?:news|headlines?|in the press|filings?|10-?[kq]|earnings call|annual "
        r"report)\b"),
    ("unavailable", r"\b(?:p/?e(?: ratio)?|price.to.earnings|eps|earnings per share|market "
        r"cap\w*|revenues?|balance sheet|cash flow|book value|net income|fundamentals?|"
        r"ebitda|debt.to.equity|analysts?|short interest|options? chain|"
        r"insider)\b(?=.*\b(?:of|for|[A-Z]{2,5})\b)|\b(?:weather|recipe|joke|poem|football)\b"),
    ("win_rate", r"\b(?:win(?:ning)?|hit|success) (?:rate|ratio)\b|\bhow many of my (?:trades|"
     r"sales) "
        r"(?:were|was|made|won|lost|ended)"),
    ("extremes", r"\b(?:best|worst|strongest|weakest|most profitable|least profitable) (?:ever )?"
        r"(?:trading |calendar )?(?:days?|weeks?|months?|quarters?|years?)\b|"
        r"\bwhich (?:day|week|month|quarter|year) .{0,40}\b(?:best|worst|strongest|weakest)\b|"
        r"\b(?:my|portfolio|it)\b.{0,40}\b(?:all.?time high|at its peak|its peak|highest value|"
        r"record "
        r"high)\b|\b(?:peak|highest|record) value (?:of|for) my\b|\b(?:all.?time high|peak) of my "
        r"(?:portfolio|account|savings)\b"),
    ("standing", r"\b(?:which|what|how many) (?:of my )?(?:\w+ )?(?:positions?|stocks?|holdings?|"
     r"shares?|"
        r"investments?)\b.{0,20}\b(?:in the (?:red|black)|under ?water|at a loss|losing|in "
        r"profit|in "
        r"the money|profitable|making money)\b"),
    ("allocation", r"\bdepend\w* on (?:the )?(?:us )?(?:dollar|euro|pound|yen|franc)\b|"
        r"\b(?:dollar|euro|pound|yen|franc|currency) exposure\b|"
        r"\btoo (?:much|many)\b(?!.*\b(?:fees?|tax\w*|risk\w*|commissions?|cash|pay\w*|"
        r"costs?|charges)\b)"),
    ("fx", r"\b(?:convert|exchange rate|fx rate|in (?:euros?|dollars?|pounds?|yen|francs?) "
        r"(?:is|are)|how (?:many|much) .{0,30}\b(?:euros?|dollars?|pounds?|yen|francs?|EUR|"
        r"USD|GBP|CHF|JPY)\b (?:is|are|do i get|for|in))|"
        r"(?-i:\b[A-Z]{3}\s?(?:/|to|in|into|against|vs\.?)\s?[A-Z]{3}\b)"),
    ("indicators", r"\b(?:rsi|relative strength|moving averages?|sma|ema|macd|bollinger|atr|"
        r"average true range|stochastic|adx|technical(?:s| indicators?| analysis)|"
        r"overbought|oversold)\b"),
    ("income", r"\bpay(?:s|ing)? (?:me )?(?:a |any )?dividends?\b"),
    ("transactions", r"\bhow long have i (?:held|owned|had|been invest\w+)\b|"
        r"\bwhen did i (?:start|begin) (?:to )?invest|\bsince when\b|"
        r"\b(?:did|have) i (?:ever|already|once) (?:buy|bought|sell|sold|own|owned|hold|held|"
        r"have|had|"
        r"trade|traded|invest|invested)\b|\bhow (?:many times|often) (?:did|have) i (?:buy|"
        r"bought|sell|sold|"
        r"trade|traded)\b|\b(?:my|the) (?:first|last|latest|largest|biggest) (?:trade|purchase|"
        r"sale|buy|"
        r"order|deposit|withdrawal)\b|\bwhen did i (?:first|last)\b|"
        r"\b(?:largest|biggest|highest) (?:single )?dividend\b"),
    ("movement", r"\b(?:biggest|largest|worst) loss(?:es)?\b|"
        r"\b(?:lost|cost|made|earned) me\b.{0,12}\bmost\b|\bme the most\b|"
        r"\bwhich (?:of my )?(?:stock|holding|position|share)s? .{0,30}\b(?:most|best|worst)\b|"
        r"\bwhich ones? .{0,20}\b(?:best|worst)\b|"
        r"\b(?:lost|gained|fell|rose|made) (?:the )?most\b"),
    ("compare", r"\b(?:compar\w*|versus|vs\.?|better than|difference between|or .{1,30} "
        r"(?:better|worse)|which (?:of|one|performed|did)|against)\b"),
    ("worth", r"\b(?:average (?:purchase |buy |buying |cost )?(?:price|cost)|cost basis|how many "
        r"(?:[\w&.-]+ )?(?:shares|positions|holdings|stocks)|(?:pay|paid) on average)\b"),
    ("movement", r"\bwhy (?:did|is|are|has|have|was|were|am)\b|\bwhat (?:moved|drove|caused|"
        r"happened|made|pulled|dragged|changed|contributed)|\b(?:movers?|gainers?|losers?|"
        r"drivers?|contributors?|detractors?|attribution|contribut\w+ (?:most|the most|to)|"
        r"(?:did|done|performed) (?:the )?(?:best|worst))|\b(?:best|worst)[ -](?:perform\w*|"
        r"holdings?|positions?|stocks?)"),
    ("fees", r"\b(?:fees?|commissions?|charges|costs? of trading|trading costs?|brokerage|"
        r"taxes|tax (?:have|did|was|paid)|withh\w+)\b"),
    ("income", r"\b(?:dividends?|income|yields?|payouts?|interest (?:have|did|received|"
        r"earned|income)|distributions?|ex-?date|passive)\b"),
    ("transactions", r"\b(?:transactions?|trades?|orders?|purchases?|sales|deposits?|"
        r"withdrawals?|bought|sold|(?:did|have) i (?:buy|sell|trade|deposit|withdraw)|when "
        r"did i|last (?:buy|sell|trade|purchase|sale)|activity)\b"),
    ("gains", r"\b(?:gain\w*|profits?|loss(?:es)?|realised|realized|unrealised|unrealized|"
        r"p&l|pnl|in the (?:red|black)|under ?water|in profit|(?:have|did|am) i (?:made|make|"
        r"lost|lose|up|down|earned|earn)|made on|"
        r"(?:has|did|does) (?:my|the) (?:portfolio|account|savings) (?:ma[dk]e|earn(?:ed)?)|"
        r"lost on|tax (?:year|gain|lot)|lots?|capital gain)\b"),
    ("risk", r"\b(?:risk|risky|riskier|volatil\w*|draw-?downs?|sharpe|sortino|calmar|"
        r"value.at.risk|var|cvar|expected shortfall|beta|alpha|tracking error|information "
        r"ratio|correlat\w*|standard deviation|safe|fell the most|worst (?:fall|drop|day))\b"),
    ("allocation", r"\b(?:allocat\w*|diversif\w*|concentrat\w*|weights?|weighting|sectors?|"
        r"industr\w+|countr(?:y|ies)|currenc(?:y|ies)|asset class\w*|breakdown|exposure|"
        r"exposed|largest|biggest|smallest|top \w+|how much of|what (?:share|percentage|"
        r"fraction|percent|part|proportion)|proportion|made up|composition|spread|split "
        r"(?:by|between|across))\b"),
    ("cash", r"\b(?:cash|uninvested|buying power)\b"),
    ("contributions", r"\b(?:contribut\w*|put in|paid in|invested|deposited|net deposits)\b"),
    ("performance", r"\b(?:perform\w*|returns?|returned|doing|done|did .{1,30} do|beat|"
        r"beaten|beating|benchmark|outperform\w*|underperform\w*|xirr|irr|twr|time.weighted|"
        r"money.weighted|annuali[sz]ed|cagr|growth|grown|grew|year to date|ytd|progress|roi|how "
        r"(?:is|are|has|was|were) my|(?:things|it)(?: are| is|'s)? (?:going|looking))\b"),
    ("price", r"\b(?:prices?|quotes?|quoted|trading at|trade at|clos(?:e|ed|ing)|stock "
        r"(?:at|worth)|share worth|cost(?:s)? (?:of )?(?:a|one) share|all.time high|highs?|"
        r"lows?)\b"),
    ("worth", r"\b(?:worth|value[ds]?|valuation|holdings?|positions?|own|hold|holding|have "
        r"(?:got)?|balance|total|net worth|shares|how much|how many|overview|summary|"
        r"summar\w+|status|average (?:price|cost)|cost basis|(?:pay|paid)\b|show me my)\b"),
    ("portfolios", r"\b(?:which|what|list|how many|show) (?:all )?(?:my )?portfolios\b"),
    ("facts", r"\b(?:tell me about|what is|what's|who is|info(?:rmation)?|about|profile|"
        r"splits?|isin|listed|traded|describe)\b"),
)  # fmt: skip
TOPICS: Final[tuple[tuple[Topic, re.Pattern[str]], ...]] = tuple(
    (topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _PATTERNS
)
"""In the order of trying: the first that is found in a question is its topic."""

DEFINITION: Final = re.compile(
    r"^\s*(?:please\s+)?(?:(?:what|how)(?:'s| is| are| does| do| was)|what'?s|define|explain|"
    r"describe|tell me what|meaning of|definition of)\s+"
    r"(?P<term>.{2,80}?)\s*(?:mean(?:s)?|work(?:s)?|calculated|computed|in simple (?:words|"
    r"terms)|in investing|in finance|exactly|stand for)?\s*\??\s*$",
    re.IGNORECASE,
)
ARTICLE: Final = re.compile(
    r"^(?:(?:a|an|the|meant by|meaning of|term|word|difference between|concept of|definition of|"
    r"idea of)\s+)+",
    re.IGNORECASE,
)
MINE: Final = re.compile(r"\b(?:my|mine|i|i'm|i've|me|our|we|portfolio's)\b", re.IGNORECASE)

MEASURES: Final = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "quantity": r"how many|number of shares|quantity|shares (?:of|do|in)|units",
        "average_price": r"average (?:price|cost|purchase|buy)|(?:pay|paid|cost) on average|cost "
            r"per share|price (?:i|did i|"
        r"have i) (?:paid|pay)|paid (?:on average|per share)|break.?even",
        "cost_basis": r"cost basis|what did .{1,30} cost|how much did i (?:pay|spend|invest)|"
        r"invested in|cost of my|paid for",
        "weight": r"weight|what (?:share|percentage|percent|part|fraction|proportion)|how much "
        r"of my|% of|per ?cent of|proportion",
        "unrealised_gain": r"gain|profit|loss|made|lost|\bup\b|\bdown\b|return|unreali[sz]ed|"
        r"earned",
        "market_value": r"worth|value|position",
        "price": r"\bprice\b(?! (?:i|did i|have i) (?:paid|pay))",
        "twr": r"time.?weighted|\btwr\b",
        "xirr": r"money.?weighted|\bxirr\b|\birr\b|internal rate",
        "annualised": r"annuali[sz]ed|a year|per year|per annum|cagr|yearly",
        "simple_return": r"\broi\b|simple return|return on (?:my )?(?:contributions|money|"
        r"investment)",
        "realised": r"\breali[sz]ed|closed|sold|locked in|tax",
        "unrealised": r"unreali[sz]ed|paper|open",
        "count": r"how many|number of|count",
        "volatility": r"volatil|standard deviation",
        "sharpe": r"sharpe",
        "sortino": r"sortino",
        "calmar": r"calmar",
        "max_drawdown": r"draw-?down|worst (?:fall|drop)|fell the most|biggest (?:fall|drop|loss)",
        "var_95": r"value.at.risk|\bvar\b",
        "cvar_95": r"cvar|expected shortfall|conditional",
        "beta": r"\bbeta\b",
        "alpha": r"\balpha\b",
        "tracking_error": r"tracking error",
        "information_ratio": r"information ratio",
        "hhi": r"concentrat|herfindahl|hhi|diversif",
        "correlation": r"correlat",
        "dividends": r"dividend",
        "interest": r"interest",
        "yield": r"yield",
        "expected": r"expect|upcoming|next|coming|future|will i|projected|unbooked|declared",
        "tax": r"\btax|withh",
        "fee": r"fee|commission|cost|charge",
        "day_change": r"today|day|yesterday",
        "first": r"first|earliest|oldest|start(?:ed)?",
        "last": r"last|latest|most recent|newest",
        "best": r"best|gainers?|winners?|top|most",
        "worst": r"worst|losers?|least|drag|detract",
        "riskiest": r"riskiest|most (?:risky|volatile)",
        "smallest": r"smallest|least|lowest",
        "high": r"\bhighs?\b|highest|peak|all.time",
        "low": r"\blows?\b|lowest|bottom",
        "split": r"\bsplits?\b",
        "sector": r"\bsector\b|industry",
        "sell": r"\bsell\b|\bsold\b|\bsale\b|\bsales\b",
        "buy": r"\bbuy(?:ing)?\b|\bbought\b|\bpurchas\w*",
        "deposit": r"deposit",
        "withdrawal": r"withdr",
    }.items()
}  # fmt: skip
DIMENSIONS: Final = (
    ("sector", re.compile(r"\b(?:sectors?|industr\w+|tech|technology|financials|healthcare|"
        r"health care|banks|banking|utilities|consumer stocks)\b", re.IGNORECASE)),
    ("country", re.compile(r"\b(?:countr\w+|geograph\w*|regions?|where in the "
        r"world)\b", re.IGNORECASE)),
    ("currency", re.compile(r"\b(?:currenc\w+|(?:dollar|euro|pound|yen|franc) exposure|"
        r"depend\w* on (?:the )?(?:us )?(?:dollar|euro|pound|yen|franc))\b", re.IGNORECASE)),
    ("asset_class", re.compile(r"\b(?:asset class\w*|stocks and bonds|equit\w+ and|kinds? of "
        r"(?:assets?|investments?)|etfs? (?:and|or|versus))\b", re.IGNORECASE)),
)  # fmt: skip
CRISES: Final = {
    "dot_com": re.compile(r"dot.?com|tech bubble|2000", re.IGNORECASE),
    "financial_crisis": re.compile(
        r"financial crisis|2008|lehman|great recession|gfc", re.IGNORECASE
    ),
    "covid": re.compile(r"covid|corona|pandemic|2020", re.IGNORECASE),
    "inflation": re.compile(r"inflation|2022", re.IGNORECASE),
}
CRISIS_DAYS: Final = {
    "dot_com": (date(2000, 3, 24), date(2002, 10, 9)),
    "financial_crisis": (date(2007, 10, 9), date(2009, 3, 9)),
    "covid": (date(2020, 2, 19), date(2020, 3, 23)),
    "inflation": (date(2022, 1, 3), date(2022, 10, 12)),
}
"""First and last day of each, as scenarios replay them."""
INDICES: Final = {
    "SPY": re.compile(r"\bs ?(?:&|and) ?p(?: ?500)?\b", re.IGNORECASE),
    "QQQ": re.compile(r"\bnasdaq(?:[- ]?100)?\b", re.IGNORECASE),
    "DIA": re.compile(r"\bdow(?: jones)?\b", re.IGNORECASE),
    "IWM": re.compile(r"\brussell ?2000\b", re.IGNORECASE),
    "URTH": re.compile(r"\bmsci world\b", re.IGNORECASE),
}
"""Funds that follow an index, dividends included: what one can be held against."""
CURRENCIES: Final = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR",
    "eur": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "gbp": "GBP", "yen": "JPY",
    "jpy": "JPY", "franc": "CHF", "francs": "CHF", "chf": "CHF", "krona": "SEK", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "cad": "CAD", "aud": "AUD", "rupees": "INR", "inr": "INR",
    "yuan": "CNY",
    "pln": "PLN", "czk": "CZK", "huf": "HUF", "cny": "CNY", "hkd": "HKD", "sgd": "SGD",
    "nzd": "NZD", "brl": "BRL", "mxn": "MXN", "zar": "ZAR", "krw": "KRW",
}  # fmt: skip
NO_SYMBOLS: Final = frozenset(
    "I A AN AM PM OK US UK EU USA ETF ETFS FIFO LIFO HIFO TWR XIRR IRR RSI SMA EMA MACD ATR ADX "
    "VAR CVAR HHI FX CAGR ROI YTD MTD PE "
    "EPS AND OR THE MY IS ARE WHAT WHY HOW IF IN ON OF TO FOR DO DID NOT ALL IT BY AT VS P L PL "
    "CEO CFO AI API ISIN USD EUR GBP CHF "
    "JPY CAD AUD SEK NOK DKK PLN CZK HUF CNY HKD SGD NZD INR BRL MXN ZAR KRW Q1 Q2 Q3 Q4 H1 H2 "
    "IRA ISA SEC IPO NAV OHLC ESG".split()
)
NOT_NAMES: Final = frozenset(
    "what why how when which who where is are was were do does did can could would should has "
    "have had the a an my me i please show "
    "tell give list compare convert monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june "
    "july august september october november december today yesterday sharpe sortino calmar "
    "monte carlo herfindahl bollinger fifo "
    "and or if in on for to of at by with portfolio savings usd eur gbp explain define hi hello "
    "thanks s&p".split()
)
