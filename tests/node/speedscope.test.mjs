// Holds benchrun's speedscope files to the schema that speedscope publishes, and to what its viewer
// takes for granted. BENCHRUN_SAVED_STACKS is a folder that benchrun's report writer filled.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';

import Ajv from 'ajv';

const require = createRequire(import.meta.url);
const schemaFile = path.join(path.dirname(require.resolve('speedscope/package.json')),
                             'dist/release/file-format-schema.json');
const valid = new Ajv().compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));

function read(folder) {
  const file = path.join(process.env.BENCHRUN_SAVED_STACKS, 'concurrent', folder,
                         'w.speedscope.json');
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

for (const [folder, unit, count] of [['cpu', 'nanoseconds', 2], ['heap', 'bytes', 1]]) {
  test(`${folder}: the schema holds`, () => {
    assert.ok(valid(read(folder)), JSON.stringify(valid.errors));
  });

  test(`${folder}: a profile for each cell, whose samples have a weight and known frames`, () => {
    const file = read(folder);
    assert.equal(file.profiles.length, count);
    assert.equal(new Set(file.profiles.map((profile) => profile.name)).size, count);
    for (const profile of file.profiles) {
      assert.equal(profile.type, 'sampled');
      assert.equal(profile.unit, unit);
      assert.equal(profile.samples.length, 3);
      assert.equal(profile.weights.length, profile.samples.length);
      const sum = profile.weights.reduce((total, weight) => total + weight, 0);
      assert.equal(profile.endValue - profile.startValue, sum);
      for (const sample of profile.samples)
        for (const frame of sample)
          assert.ok(frame >= 0 && frame < file.shared.frames.length);
    }
  });
}

test('the schema refuses what is none of it', () => {
  const file = read('cpu');
  delete file.profiles[0].weights;
  assert.ok(!valid(file));
});
