/**
 * One-time addresses. A browser is started with its address as an argument, which every user of the machine can read
 * in the list of processes; so that address holds a ticket that works once and soon expires, not the token.
 */
import { randomBytes } from 'node:crypto';

/** Milliseconds: a browser that has to start first takes some seconds. */
const lifetime = 60_000;

export interface Tickets {
  issue(): string;
  /** Whether the ticket is good; it is not, from then on. */
  redeem(ticket: string): boolean;
}

export function createTickets(now: () => number): Tickets {
  const open = new Map<string, number>();
  return {
    issue() {
      for (const [ticket, until] of open) if (until <= now()) open.delete(ticket);
      const ticket = randomBytes(24).toString('base64url');
      open.set(ticket, now() + lifetime);
      return ticket;
    },
    redeem(ticket) {
      const until = open.get(ticket);
      open.delete(ticket);
      return until !== undefined && now() < until;
    },
  };
}
