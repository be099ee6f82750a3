"""Hierarchical risk parity: weights by clusters of what moves together."""

import numpy as np

from shared.analytics.returns import FloatArray


def hierarchical_risk_parity(covariance: FloatArray) -> FloatArray:
    """Return weights, shape (n,), summing to 1.

    `covariance`: shape (n, n). Convention: distance √((1 − ρ)/2) between assets, single linkage on
    those distances as they are (as PyPortfolioOpt; López de Prado links Euclidean distances of
    their columns, which moves weights by up to 0.02), inverse-variance weights inside a cluster,
    recursive bisection of the quasi-diagonal order. Source: López de Prado (2016).
    """
    if covariance.shape[0] == 1:
        return np.ones(1)
    weights = np.ones(covariance.shape[0])
    clusters = [_quasi_diagonal_order(covariance)]
    while clusters:
        clusters = [half for cluster in clusters for half in _halves(cluster)]
        for first, second in zip(clusters[::2], clusters[1::2], strict=True):
            one, other = _cluster_variance(covariance, first), _cluster_variance(covariance, second)
            share = 1.0 - one / (one + other)
            weights[first] *= share
            weights[second] *= 1.0 - share
    return weights


def _quasi_diagonal_order(covariance: FloatArray) -> list[int]:
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    deviations = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviations, deviations)
    distance = np.sqrt(np.clip((1.0 - correlation) / 2.0, 0.0, 1.0))
    condensed = squareform(distance, checks=False)
    return [int(leaf) for leaf in leaves_list(linkage(condensed, "single"))]


def _halves(cluster: list[int]) -> list[list[int]]:
    if len(cluster) <= 1:
        return []
    middle = len(cluster) // 2
    return [cluster[:middle], cluster[middle:]]


def _cluster_variance(covariance: FloatArray, members: list[int]) -> float:
    block = covariance[np.ix_(members, members)]
    weights = 1.0 / np.diag(block)
    weights /= weights.sum()
    return float(weights @ block @ weights)
