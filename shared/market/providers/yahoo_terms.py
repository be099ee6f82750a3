"""Yahoo's names for what we ask of it. Pure."""

from typing import Final

from shared.market.facts import Period, StatementKind

MODULES: Final = (
    "assetProfile",
    "price",
    "summaryDetail",
    "defaultKeyStatistics",
    "financialData",
    "earnings",
    "calendarEvents",
)
_ITEMS: Final[dict[StatementKind, str]] = {
    "income": (
        "TotalRevenue CostOfRevenue GrossProfit ResearchAndDevelopment "
        "SellingGeneralAndAdministration OperatingExpense OperatingIncome InterestExpense "
        "PretaxIncome TaxProvision NetIncome NetIncomeCommonStockholders EBIT EBITDA "
        "NormalizedEBITDA BasicEPS DilutedEPS BasicAverageShares DilutedAverageShares"
    ),
    "balance": (
        "TotalAssets CurrentAssets CashAndCashEquivalents "
        "CashCashEquivalentsAndShortTermInvestments Receivables Inventory NetPPE "
        "TotalNonCurrentAssets TotalLiabilitiesNetMinorityInterest CurrentLiabilities "
        "AccountsPayable LongTermDebt TotalDebt NetDebt StockholdersEquity RetainedEarnings "
        "WorkingCapital InvestedCapital TangibleBookValue OrdinarySharesNumber"
    ),
    "cash_flow": (
        "OperatingCashFlow InvestingCashFlow FinancingCashFlow FreeCashFlow CapitalExpenditure "
        "DepreciationAndAmortization StockBasedCompensation ChangeInWorkingCapital "
        "CashDividendsPaid RepurchaseOfCapitalStock IssuanceOfDebt RepaymentOfDebt "
        "ChangesInCash EndCashPosition"
    ),
}
STATEMENT_KINDS: Final[dict[str, StatementKind]] = {
    name: kind for kind, names in _ITEMS.items() for name in names.split()
}
STATEMENT_PERIODS: Final[dict[str, Period]] = {"annual": "annual", "quarterly": "quarterly"}


def requested_types() -> list[str]:
    """Return the names of statement items to ask for, annual and quarterly."""
    return [period + name for period in STATEMENT_PERIODS for name in STATEMENT_KINDS]
