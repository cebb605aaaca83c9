import type { EntityManager } from '@mikro-orm/postgresql';
import { Fault } from '../fault.ts';
import { leastIdAt, timeOfId } from '../id-at.ts';

const MINUTE_MS = 60_000;
/** How old what was read may be; counting a busy key's minute costs milliseconds. */
const LOOK_EVERY_MS = 1_000;
const REMEMBER_AT_MOST = 1_000;

interface Rate {
  readonly lookedAt: number;
  /** In the minute before, by all servers. */
  readonly count: number;
  /** By this server since. */
  since: number;
  retryAt: Date | undefined;
}

/** How much feedback each API key gives. The rows tell, so that all servers count together; each is at most a second behind the others. */
export class KeyRates {
  readonly #rates = new Map<string, Rate>();

  /** How many more the key may give now, and the fault of those that are too many. */
  async allowance(em: EntityManager, apiKeyId: string, perMinute: number): Promise<{ left: number; fault(): Promise<Fault> }> {
    const rate = await this.#rate(em, apiKeyId, perMinute);
    return {
      left: Math.max(0, perMinute - rate.count - rate.since),
      fault: async () => {
        rate.retryAt ??= await freeAt(em, apiKeyId, perMinute);
        return new Fault('QUOTA_EXCEEDED', `This key has given feedback ${perMinute} times within a minute, which is as often as this project takes it; try again after ${rate.retryAt.toISOString()}.`, undefined, rate.retryAt);
      },
    };
  }

  /** The key has given so many. */
  took(apiKeyId: string, count: number): void {
    const rate = this.#rates.get(apiKeyId);
    if (rate) rate.since += count;
  }

  async #rate(em: EntityManager, apiKeyId: string, perMinute: number): Promise<Rate> {
    const known = this.#rates.get(apiKeyId);
    const now = Date.now();
    if (known && now - known.lookedAt < LOOK_EVERY_MS) return known;
    const [row] = await em.execute<{ count: number }[]>('select count(*)::int as count from (select 1 from feedback where api_key_id = ? and id >= ? limit ?) one', [apiKeyId, leastIdAt(new Date(now - MINUTE_MS)), perMinute]);
    const rate: Rate = { lookedAt: now, count: row?.count ?? 0, since: 0, retryAt: undefined };
    if (this.#rates.size >= REMEMBER_AT_MOST) this.#rates.clear();
    this.#rates.set(apiKeyId, rate);
    return rate;
  }
}

/** When the oldest of the key's last `perMinute` is a minute old. */
async function freeAt(em: EntityManager, apiKeyId: string, perMinute: number): Promise<Date> {
  const [row] = await em.execute<{ id: string }[]>('select id from feedback where api_key_id = ? order by id desc offset ? limit 1', [apiKeyId, perMinute - 1]);
  return new Date((row ? timeOfId(row.id).getTime() : Date.now()) + MINUTE_MS);
}
