// Reads benchrun's .hlog back with hdr-histogram-js and holds it against the .hgrm tables of the
// same latencies. BENCHRUN_SAVED_REPORT is a folder that benchrun's report writer filled.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { HistogramLogReader, listTags } from 'hdr-histogram-js';

const folder = path.join(process.env.BENCHRUN_SAVED_REPORT, 'concurrent');
const log = fs.readFileSync(path.join(folder, 'marc.hlog'), 'utf8');

function readAll() {
  const reader = new HistogramLogReader(log);
  const histograms = [];
  for (let next = reader.nextIntervalHistogram(); next !== null;
       next = reader.nextIntervalHistogram())
    histograms.push(next);
  return { reader, histograms };
}

// "concurrent:marc:1000:x2:service" -> "marc-1k-x2-service.hgrm"
function tableOf(tag) {
  const [, workload, records, threads, kind] = tag.split(':');
  const size = `${Number(records) / 1000}k`;
  const text = fs.readFileSync(path.join(folder, `${workload}-${size}-${threads}-${kind}.hgrm`),
                               'utf8');
  const rows = text.split('\n').filter((line) => /^ +[0-9]/.test(line))
    .map((line) => line.trim().split(/ +/).map(Number));
  const [, max, total] = text.match(/#\[Max += +([0-9.]+), Total count += +([0-9]+)\]/);
  return { rows, max: Number(max), total: Number(total) };
}

test('one histogram for each size, thread count and kind', () => {
  const tags = listTags(log);
  assert.equal(tags.length, 12);
  assert.ok(tags.includes('concurrent:marc:100000:x2:residence'));
  assert.deepEqual(readAll().histograms.map((histogram) => histogram.tag), tags);
});

test('start and length of each pass are read as such', () => {
  const { reader, histograms } = readAll();
  assert.equal(reader.startTimeSec, Date.UTC(2026, 2, 1, 12, 30, 0) / 1000);
  for (const histogram of histograms)
    assert.equal(histogram.endTimeStampMsec - histogram.startTimeStampMsec, 900);
});

test('no count is lost, and every percentile agrees with the table in µs', () => {
  for (const histogram of readAll().histograms) {
    const { rows, max, total } = tableOf(histogram.tag);
    assert.equal(histogram.totalCount, total, histogram.tag);
    assert.ok(rows.length > 20, histogram.tag);
    // Three significant digits there, three decimals here.
    const near = (ns, us) => Math.abs(ns - us * 1000) <= us + 1.5;
    assert.ok(Math.abs(histogram.maxValue / 1000 / max - 1) < 0.005, histogram.tag);
    for (const [us, percentile] of rows.slice(0, -1))
      assert.ok(near(histogram.getValueAtPercentile(percentile * 100), us),
                `${histogram.tag} at ${percentile}: ` +
                `${histogram.getValueAtPercentile(percentile * 100)} ns, ${us} µs`);
  }
});
