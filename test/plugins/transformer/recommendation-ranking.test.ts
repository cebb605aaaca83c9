import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { itemKnn } from '../../../plugins/transformer/tasks/recommendation/baselines/item-knn.ts';
import { baselineMetrics } from '../../../plugins/transformer/tasks/recommendation/baselines/metrics.ts';
import { rankOf, ranking } from '../../../plugins/transformer/tasks/recommendation/rank.ts';

describe('ranks', () => {
  it('count items that are better, and half of those that tie', () => {
    expect(rankOf([5, 1, 3, 3, 2], { history: [], item: 1 })).toBe(0);
    expect(rankOf([5, 1, 3, 3, 2], { history: [], item: 3 })).toBe(1.5);
    expect(rankOf([5, 1, 3, 3, 2], { history: [1], item: 3 })).toBe(0.5);
    expect(rankOf([0, 0, 0, 0, 0], { history: [2], item: 4 })).toBe(1.5);
  });

  it('have no end where an item cannot be offered', () => {
    expect(rankOf([5, 1], { history: [], item: 0 })).toBe(Infinity);
    expect(rankOf([5, 1], { history: [1], item: 1 })).toBe(Infinity);
  });

  it('become hit rate and NDCG at 10', () => {
    // Places 0 and 2 are hits, 10 and ∞ are not: DCG 1 and 1 / log2(4).
    expect(ranking([0, 2, 10, Infinity])).toEqual({ hitRate: 0.5, ndcg: 1.5 / 4 });
    expect(ranking([9.5])).toEqual({ hitRate: 1, ndcg: 1 / Math.log2(11.5) });
  });
});

describe('item-kNN', () => {
  it('is the recency-weighted sum of shrunk cosines, by hand', () => {
    // 1 and 2 are together twice; 1 is had by 3 users, 2 by 2, 3 by 1.
    const knn = itemKnn([[1, 2], [2, 1], [1, 3]], 3);
    const near = (together: number, a: number, b: number) => together / (Math.sqrt(a * b) + 10);
    const scores = knn.scores([2, 1]);
    expect(scores[2]).toBeCloseTo(near(1, 3, 1), 12);
    expect(scores[1]).toBeCloseTo(near(2, 3, 2), 12);
    expect(scores[0]).toBeCloseTo(0.8 * near(2, 3, 2), 12);
  });
});

const file = new URL('../../../../shared/data/movielens_100k/u.data', import.meta.url);

describe.skipIf(!existsSync(file))('on MovieLens-100K', () => {
  it('simple models reach what an independent program measured', () => {
    const rows = readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split('\t').map(Number));
    const users = new Map<number, number[]>();
    for (const [user = 0, item = 0] of rows.sort((a, b) => (a[3] ?? 0) - (b[3] ?? 0))) users.set(user, [...(users.get(user) ?? []), item]);
    const next = [...users.values()].map((items) => ({ history: items.slice(0, -1), item: items.at(-1) ?? 0 }));
    const metrics = baselineMetrics(next.map(({ history }) => history), next, 1682);
    expect(metrics['popularity_hit_rate_at_10']).toBeCloseTo(0.082, 2.5);
    expect(metrics['popularity_ndcg_at_10']).toBeCloseTo(0.043, 2.5);
    expect(metrics['item_knn_hit_rate_at_10']).toBeCloseTo(0.184, 2.5);
    expect(metrics['item_knn_ndcg_at_10']).toBeCloseTo(0.098, 2.5);
  });
});
