/** What a step of the test run found, and how outcomes add up. */

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

export interface Failed {
  readonly name: string;
  readonly message: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: readonly Failed[];
  readonly skipped: readonly Skipped[];
}

export const nothing: Outcome = { passed: 0, failed: [], skipped: [] };

export function add(left: Outcome, right: Outcome): Outcome {
  return {
    passed: left.passed + right.passed,
    failed: [...left.failed, ...right.failed],
    skipped: [...left.skipped, ...right.skipped],
  };
}

/** A test that was left out without saying why might as well not exist: it counts as failed. */
export function refuseSilentSkips(skipped: readonly { name: string; reason: string | undefined }[]): Outcome {
  const outcome = { passed: 0, failed: [] as Failed[], skipped: [] as Skipped[] };
  for (const { name, reason } of skipped) {
    if (reason === undefined || reason.trim() === '') {
      outcome.failed.push({ name, message: 'It was skipped without a reason. Use skip(…, reason).' });
    } else {
      outcome.skipped.push({ name, reason });
    }
  }
  return outcome;
}

/** The last line of a test run, as CI reads it: nothing else may stand on it. */
export function summaryLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}
