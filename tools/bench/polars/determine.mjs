// The determination of a policy as Polars expressions over columns in memory: `node determine.mjs FOLDER ROUNDS`.
// FOLDER holds program.json and a file for each column, as tools/bench/polars.cpp writes them. Prints the nanoseconds a
// case of every round; writes the outcomes that stay possible to FOLDER/possible.bin, a byte a case.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pl from "nodejs-polars";

const [folder, rounds] = process.argv.slice(2);
const program = JSON.parse(readFileSync(join(folder, "program.json"), "utf8"));
const bytes = (name) => {
  const file = readFileSync(join(folder, name));
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
};
const UNKNOWN_CHOICE = 255;  // as tools/bench/polars.cpp has it
const yes = pl.lit(true), no = pl.lit(false), unknown = pl.lit(null);

/// Facts as a user of Polars would have them: nullable booleans, numbers and the indices of enumerated values; two columns
/// only where a number is a range.
function readColumns() {
  const frame = {}, kept = [];
  const keep = (name, Numbers, column) => {
    frame[name] = pl.Series(name, new Numbers(bytes(name)));
    kept.push(column(pl.col(name)).alias(name));
  };
  for (const name of program.choices) {
    keep(name, Uint8Array, (column) => pl.when(column.eq(UNKNOWN_CHOICE)).then(unknown).otherwise(column));
  }
  for (const atom of program.atoms.filter((one) => one.values === undefined)) {
    keep(atom.column, Uint8Array, (column) => pl.when(column.eq(1)).then(yes).when(column.eq(2)).then(no).otherwise(unknown));
  }
  for (const slot of program.slots) {
    for (const name of slot.columns) {
      keep(name, Float64Array, (column) => {
        const number = pl.when(column.isNan()).then(unknown).otherwise(column);
        return slot.fits_int32 ? number.cast(pl.Int32) : number;
      });
    }
  }
  return pl.DataFrame(frame).select(...kept);
}

/// The end of a side: a number, or a column and what is added.
function end(side, isHigh) {
  if (side.slot === null) return pl.lit(side.add);
  const slot = program.slots[side.slot];
  const column = pl.col(slot.columns[slot.is_range && isHigh ? 1 : 0]);
  return side.add === 0 ? column : column.add(side.add);
}
const isRange = (side) => side.slot !== null && program.slots[side.slot].is_range;

function less(node) {
  if (!isRange(node.lhs) && !isRange(node.rhs)) return end(node.lhs, false).lt(end(node.rhs, false));
  return pl.when(end(node.lhs, true).lt(end(node.rhs, false))).then(yes)
    .when(end(node.lhs, false).gtEq(end(node.rhs, true))).then(no).otherwise(unknown);
}

const atom = ({ column, values }) =>
  values === undefined ? pl.col(column) : values.map((one) => pl.col(column).eq(one)).reduce((a, b) => a.or(b));

const sum = (all) => all.reduce((a, b) => a.add(b));
function expression(node, child) {
  const parts = () => node.children.map(child);
  switch (node.op) {
    case "constant": return node.value === null ? unknown : node.value ? yes : no;
    case "atom": return atom(program.atoms[node.atom]);
    case "less": return less(node);
    case "and": return parts().reduce((a, b) => a.and(b));
    case "or": return parts().reduce((a, b) => a.or(b));
    case "not": return parts()[0].not();
    case "at_least": {
      const least = sum(parts().map((one) => one.fillNull(no).cast(pl.Int32)));
      const most = sum(parts().map((one) => one.fillNull(yes).cast(pl.Int32)));
      return pl.when(least.gtEq(node.k)).then(yes).when(most.lt(node.k)).then(no).otherwise(unknown);
    }
    case "shown": {
      const [finding, signs] = parts();
      return pl.when(finding.isNull().and(signs.fillNull(no))).then(yes).otherwise(finding);
    }
    case "known": return parts().reduce((a, b) => a.fillNull(b));
  }
  throw new Error(`what is ${node.op}?`);
}

/// Conditions that are used more than once become columns, in as many steps as they rest on each other.
function plan(frame) {
  const uses = program.nodes.map(() => 0);
  const use = (id) => { if (uses[id]++ === 0) program.nodes[id].children?.forEach(use); };
  const ends = program.rules.flatMap((rule) => [rule.when, rule.reached]);
  if (program.otherwise_reached !== null) ends.push(program.otherwise_reached);
  ends.forEach(use);
  ends.forEach((id) => { uses[id] = 2; });
  const isLeaf = (id) => ["atom", "constant"].includes(program.nodes[id].op) && !program.atoms[program.nodes[id].atom]?.values;
  const isColumn = (id) => uses[id] > 1 && !isLeaf(id);
  const step = [];
  const steps = [];
  program.nodes.forEach((node, id) => {
    if (uses[id] === 0) return;
    step[id] = Math.max(0, ...(node.children ?? []).map((c) => step[c] + (isColumn(c) ? 1 : 0)));
    if (isColumn(id)) (steps[step[id]] ??= []).push(id);
  });
  const inline = (id) => (isColumn(id) ? pl.col(`n${id}`) : expression(program.nodes[id], inline));
  let lazy = frame.lazy();
  for (const ids of steps) {
    lazy = lazy.withColumns(...ids.map((id) => expression(program.nodes[id], inline).alias(`n${id}`)));
  }
  return lazy.select(possible((id) => inline(id)));
}

/// The rules in order; the first that surely holds ends the list.
function possible(truth) {
  let goesOn = yes;
  const bits = new Map();
  const add = (outcome, when) => bits.set(outcome, bits.has(outcome) ? bits.get(outcome).or(when) : when);
  for (const rule of program.rules) {
    const mayHold = truth(rule.when).fillNull(yes);
    add(rule.outcome, goesOn.and(mayHold).and(rule.reached === rule.when ? yes : truth(rule.reached).fillNull(yes)));
    goesOn = goesOn.and(truth(rule.when).fillNull(no).not());
  }
  const reached = program.otherwise_reached === null ? yes : truth(program.otherwise_reached).fillNull(yes);
  add(program.otherwise, goesOn.and(reached));
  return sum([...bits].map(([bit, when]) => when.cast(pl.Int32).mul(pl.lit(bit)))).cast(pl.UInt8).alias("possible");
}

const frame = readColumns();
const lazy = plan(frame);
const ns = [];
let answers;
for (let round = 0; round <= Number(rounds); ++round) {
  const begin = process.hrtime.bigint();
  answers = lazy.collectSync();
  const took = Number(process.hrtime.bigint() - begin);
  if (round > 0) ns.push(took / frame.height);
}
writeFileSync(join(folder, "possible.bin"), Uint8Array.from(answers.getColumn("possible").toArray()));
writeFileSync(join(folder, "times.json"), JSON.stringify({ polars: pl.version ?? "", ns }));
