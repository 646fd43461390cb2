/**
 * Judges the settings of plans by the configuration models of Mattermost servers. Prints a line a statement and
 * `N passed, N failed, N skipped`; without Go it is skipped, and fails in CI.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, programs } from '../../installed';
import { buildModels } from './models';
import { statements, type Statement } from './statements';

function problemsOf([, problems]: Statement): readonly string[] {
  try {
    return problems();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function end(passed: number, failed: number, skipped: number): void {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed ? 1 : 0;
}

function judge(): void {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  try {
    const results = statements(buildModels(folder)).map((statement) => {
      const problems = problemsOf(statement);
      console.log([`${problems.length ? 'failed' : 'passed'}  ${statement[0]}`, ...problems].join('\n        '));
      return problems.length === 0;
    });
    const passed = results.filter(Boolean).length;
    end(passed, results.length - passed, 0);
  } catch (error) {
    console.log(`failed  ${error instanceof Error ? error.message : String(error)}`);
    end(0, 1, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isInstalled('go')) {
  judge();
} else {
  console.log(`the settings are not judged, for go is missing: ${programs.go.hint}`);
  end(0, process.env.CI ? 1 : 0, process.env.CI ? 0 : 1);
}
