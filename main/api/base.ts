/** What every procedure is built on: the contract, and one way for errors to leave. */
import { implement } from '@orpc/server';
import { contract } from './contract/index.ts';
import { outwardError, type ReportError } from './error-boundary.ts';

/** The contract to implement, behind the error boundary; inputs are checked inside it. */
export function createBase(report: ReportError) {
  return implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      throw outwardError(error, path.join('.'), report);
    }
  });
}
export type Base = ReturnType<typeof createBase>;
