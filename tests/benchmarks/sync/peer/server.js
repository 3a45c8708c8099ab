// node server.js PORT FOLDER: CouchDB's protocol over LevelDB, as the server that PouchDB replicates with.
'use strict';
const fs = require('fs');
const path = require('path');
const express = require('express');
const PouchDB = require('pouchdb');
const serve = require('express-pouchdb');

const port = Number(process.argv[2]);
const folder = path.resolve(process.argv[3]) + path.sep;
fs.mkdirSync(folder, { recursive: true });
process.chdir(folder);

const app = express();
const settings = { mode: 'minimumForPouchDB', configPath: folder + 'config.json', logPath: folder + 'log.txt' };
app.use('/', serve(PouchDB.defaults({ prefix: folder }), settings));
const server = app.listen(port, '127.0.0.1', () => console.log(server.address().port));
server.keepAliveTimeout = 60000;
process.on('SIGTERM', () => process.exit(0));
