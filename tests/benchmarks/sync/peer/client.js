// node client.js COMMAND FOLDER JSON: what a station with PouchDB does. Answers with one line of JSON.
'use strict';
const fs = require('fs');
const http = require('http');
const PouchDB = require('pouchdb');

const [command, folder, given] = process.argv.slice(2);
const options = JSON.parse(given || '{}');
const db = new PouchDB(folder);
// Without it the client in node opens a connection for each request; the browser of a CHT phone keeps them.
const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });

function lines(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

async function seed() {
  const documents = lines(options.file);
  for (let at = 0; at < documents.length; at += 1000) await db.bulkDocs(documents.slice(at, at + 1000));
  return { documents: documents.length };
}

async function write() {
  for (const document of lines(options.documents)) await db.put(document);
  for (const [id, values] of lines(options.fields)) await db.put({ ...(await db.get(id)), ...values });
  return {};
}

async function replicate(towards) {
  const fetch = (url, wanted) => PouchDB.fetch(url, { ...wanted, agent });
  let tries = 0;
  let failed = '';
  const until = Date.now() + (options.seconds || 3600) * 1000;
  while (tries < (options.tries || 1) && Date.now() < until) {
    tries += 1;
    try {
      const remote = new PouchDB(options.url, { fetch });
      // What cht-core's db-sync.service.ts asks for: batches of 100, the default.
      const done = await db.replicate[towards](remote, { batch_size: 100 });
      return { tries, done: true, written: done.docs_written };
    } catch (error) {
      failed = String(error.message || error);
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
  return { tries, done: false, failed };
}

async function visible() {
  const found = { edits: 0, seen: 0, hidden: 0 };
  const asked = new Set();
  for (const [id, values] of lines(options.fields)) {
    const document = await db.get(id, { conflicts: true });
    for (const name of Object.keys(values)) {
      found.edits += 1;
      if (document[name] === values[name]) found.seen += 1;
    }
    if (document._conflicts && !asked.has(id)) found.hidden += 1;
    asked.add(id);
  }
  return found;
}

const commands = { seed, write, visible, push: () => replicate('to'), pull: () => replicate('from') };

(async () => {
  const began = process.hrtime.bigint();
  const result = await commands[command]();
  result.seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const used = process.cpuUsage();
  result.cpu = (used.user + used.system) / 1e6;
  console.log(JSON.stringify(result));
  await db.close();
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
