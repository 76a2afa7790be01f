/** A vitest reporter that writes one JSON file of what passed, failed and was skipped, with the reasons. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface VitestReport {
  passed: number;
  failed: { name: string; message: string }[];
  skipped: { name: string; reason: string | undefined }[];
}

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const report: VitestReport = { passed: 0, failed: [], skipped: [] };
    for (const module of modules) {
      const file = module.relativeModuleId;
      for (const error of module.errors()) report.failed.push({ name: file, message: error.message });
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) report.failed.push({ name: suite.fullName, message: error.message });
      }
      for (const test of module.children.allTests()) {
        const name = `${file} › ${test.fullName}`;
        const result = test.result();
        if (result.state === 'passed') report.passed += 1;
        else if (result.state === 'skipped') report.skipped.push({ name, reason: result.note });
        else
          report.failed.push({
            name,
            message: result.state === 'failed' ? (result.errors[0]?.message ?? '') : 'did not end',
          });
      }
    }
    for (const error of unhandled) report.failed.push({ name: 'unhandled error', message: error.message });
    const file = process.env.ATHANOR_TEST_REPORT;
    if (file !== undefined) writeFileSync(file, JSON.stringify(report));
  }
}
