/** Makes the Python environment of the emulator and of cfn-lint, if it is missing or its requirements have changed. */
import { preparePython } from './python';

preparePython((line) => {
  console.log(line);
})
  .then((lines) => {
    for (const line of lines) console.log(line);
  })
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
