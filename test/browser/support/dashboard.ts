import type { BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { expect } from 'vitest';

/** A page of the dashboard, with what went wrong in it and its sockets at hand. */
export interface Dashboard {
  readonly page: Page;
  /** Exceptions and refused resources, as the browser told them. */
  readonly faults: string[];
  /** Cuts the live connection, as a lost network would. */
  dropSockets(): Promise<void>;
  /** The `after` of each subscription to a run's events so far; null at the first. */
  readonly cursors: (string | null)[];
}

export async function openDashboard(context: BrowserContext): Promise<Dashboard> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('WebSocket')) faults.push(message.text());
  });
  const sockets = new Set<WebSocketRoute>();
  const cursors: (string | null)[] = [];
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer();
    sockets.add(socket);
    socket.onMessage((message) => {
      if (String(message).includes('subscription RunEvents')) cursors.push(cursorIn(String(message)));
      server.send(message);
    });
  });
  return {
    page,
    faults,
    cursors,
    async dropSockets() {
      const open = [...sockets];
      sockets.clear();
      await Promise.all(open.map((socket) => socket.close({ code: 1012, reason: 'dropped' })));
    },
  };
}

const cursorIn = (message: string): string | null => /"after":"([^"]*)"/.exec(message)?.[1] ?? null;

/** Points of a chart that the page holds. */
export async function pointsOf(page: Page, chart: string): Promise<number> {
  return Number(await page.getByRole('img', { name: new RegExp(`^${chart}:`) }).getAttribute('data-points'));
}

/** Resolves when the chart holds more than `count` points. */
export async function morePointsThan(page: Page, chart: string, count: number): Promise<void> {
  await expect.poll(() => pointsOf(page, chart), { timeout: 100_000, interval: 100 }).toBeGreaterThan(count);
}

/** No page may be wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, `sideways scroll of ${page.url()}`).toBe(0);
}
