/** Writes that find the database locked: they wait, in their order, and none is lost or done twice. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { PatientWrites } from '../../../main/runner/patient-writes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const done: string[] = [];
  const lock = { isHeld: false };
  const errors: unknown[] = [];
  const writes = new PatientWrites((error) => errors.push(error));
  const write = (name: string) => (): void => {
    if (lock.isHeld) throw new UserError('experiments.databaseLocked', { file: 'athanor.db' });
    done.push(name);
  };
  return { done, lock, errors, writes, write };
}

describe('patient writes', () => {
  test('are done at once where nothing holds them', () => {
    const { done, writes, write } = setUp();
    writes.add(write('one'));
    expect(done).toEqual(['one']);
  });

  test('wait while the database is locked, and come in their order, each once', async () => {
    const { done, lock, errors, writes, write } = setUp();
    lock.isHeld = true;
    writes.add(write('one'));
    writes.add(write('two'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual([]);
    lock.isHeld = false;
    writes.add(write('three'));
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(done).toEqual(['one', 'two', 'three']);
    expect(errors).toEqual([]);
  });

  test('the last one comes after all that wait, though it is added by a write itself', async () => {
    const { done, lock, writes, write } = setUp();
    lock.isHeld = true;
    writes.add(() => {
      write('one')();
      writes.add(write('two'));
    });
    const ending = writes.last(write('end'), new AbortController().signal);
    lock.isHeld = false;
    await vi.advanceTimersByTimeAsync(5000);
    await ending;
    expect(done).toEqual(['one', 'two', 'end']);
  });

  test('the last one gives up when it is told to', async () => {
    const { done, lock, writes, write } = setUp();
    lock.isHeld = true;
    writes.add(write('one'));
    const closing = new AbortController();
    const ending = expect(writes.last(write('end'), closing.signal)).rejects.toMatchObject({
      code: 'experiments.databaseLocked',
    });
    closing.abort();
    await vi.advanceTimersByTimeAsync(0);
    await ending;
    expect(done).toEqual([]);
  });

  test('another error is told of, and what waits behind it is dropped', () => {
    const { done, errors, writes, write } = setUp();
    const fault = new UserError('experiments.diskFull', { file: 'athanor.db' });
    writes.add(() => {
      writes.add(write('behind'));
      throw fault;
    });
    expect(errors).toEqual([fault]);
    expect(done).toEqual([]);
    writes.add(write('later'));
    expect(done).toEqual(['later']);
  });
});
