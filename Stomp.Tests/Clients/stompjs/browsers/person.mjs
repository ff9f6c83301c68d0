// Somebody in a browser of their own: logs in, opens pages, looks at what they show.

import assert from 'node:assert/strict';

/** What each transport of sockjs-client asks for below {endpoint}/{server}/{session}/, and whether it does so from within the iframe page. */
export const transports = {
  websocket: { resource: 'websocket' },
  'xhr-streaming': { resource: 'xhr_streaming' },
  eventsource: { resource: 'eventsource' },
  'iframe-eventsource': { resource: 'eventsource', iframe: true },
  htmlfile: { resource: 'htmlfile' },
  'iframe-htmlfile': { resource: 'htmlfile', iframe: true },
  'xhr-polling': { resource: 'xhr' },
  'iframe-xhr-polling': { resource: 'xhr', iframe: true },
  'jsonp-polling': { resource: 'jsonp' },
};

const patience = 30_000;

// Not 'load': a request of jsonp that a page has begun holds that up, until it is answered.
const waitUntil = 'domcontentloaded';

export class Person {
  #url;
  #page;
  #received = new Set();
  #problems = [];

  constructor(url, page) {
    this.#url = url;
    this.#page = page;
    page.setDefaultTimeout(patience);
    page.on('websocket', socket => this.#saw(socket.url(), false));
    page.on('request', request => this.#saw(request.url(), isIframePage(request.frame())));
    page.on('pageerror', error => {
      // sockjs-client forgets the callback of a jsonp request that it gives up, when it is closed, and then the answer comes.
      if (!/^_jp\.\w+ is not a function$/.test(error.message)) {
        this.#problems.push(`script: ${error.message}`);
      }
    });
    page.on('dialog', dialog => {
      this.#problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('console', message => {
      if (/Content.Security.Policy/i.test(message.text())) {
        this.#problems.push(message.text());
      }
    });
  }

  /**
   * Opens a browser of their own, and logs in through the form on the way to a page.
   * @param transport One of the above, that the pages' SockJS is held to; 'no-websocket' to take the feature from the browser and let SockJS choose.
   */
  static async arrive(browser, url, name, path, transport) {
    const context = await browser.newContext();
    if (transport === 'no-websocket') {
      await context.addInitScript(() => { delete window.WebSocket; });
    }
    await context.addInitScript(prepareSockJs, transport in transports ? [transport] : undefined);
    const person = new Person(url, await context.newPage());
    await person.open(path);
    await person.fill({ '#username': name, '#password': '123' });
    await person.click('button[type=submit]');
    await person.#page.waitForURL(reached => reached.pathname === path, { waitUntil });
    return person;
  }

  get page() {
    return this.#page;
  }

  async open(path) {
    await this.#page.goto(this.#url + path, { waitUntil });
  }

  async fill(fields) {
    for (const [selector, value] of Object.entries(fields)) {
      await this.#page.fill(selector, value);
    }
  }

  async click(selector) {
    await this.#page.click(selector);
  }

  /** Waits until the elements that a selector finds, shown or not, have these texts. */
  sees(selector, ...expected) {
    return this.#waitForTexts(selector, expected, 0);
  }

  /** Waits until the last of the elements that a selector finds have these texts. */
  seesLast(selector, ...expected) {
    return this.#waitForTexts(selector, expected, -expected.length);
  }

  async seesElement(selector) {
    await this.#page.waitForSelector(selector, { state: 'visible' });
  }

  async seesNot(selector) {
    await this.#page.waitForSelector(selector, { state: 'hidden' });
  }

  /** Breaks the page's connection, as a network does. */
  async loseConnection() {
    await this.#page.evaluate(() => window.sockJs.at(-1).close(3001, 'lost'));
  }

  /** Nothing went wrong in the page, and its sessions used the transport. */
  checkTransport(transport) {
    assert.deepEqual(this.#problems, []);
    const { resource, iframe = false } = transports[transport];
    assert.deepEqual([...this.#received], [`${resource}${iframe ? ' in iframe' : ''}`]);
  }

  async #waitForTexts(selector, expected, from) {
    try {
      await this.#page.waitForFunction(
        ([selector, expected, from]) => {
          const texts = [...document.querySelectorAll(selector)].map(found => found.value ?? found.textContent);
          return JSON.stringify(texts.slice(from)) === expected;
        },
        [selector, JSON.stringify(expected), from]);
    } catch (error) {
      // Tells in the error what is there instead.
      assert.deepEqual((await this.#page.locator(selector).allTextContents()).slice(from), expected, error.message);
      throw error;
    }
  }

  #saw(url, inIframe) {
    const [, resource] = /\/(?:chat|stomp)\/\d{3}\/[^/]+\/(\w+?)(?:\?.*)?$/.exec(url) ?? [];
    if (resource && !resource.endsWith('_send')) {
      this.#received.add(`${resource}${inIframe ? ' in iframe' : ''}`);
    }
  }
}

function isIframePage(frame) {
  for (; frame; frame = frame.parentFrame()) {
    if (/\/(?:chat|stomp)\/iframe[^/]*\.html/.test(frame.url())) {
      return true;
    }
  }
  return false;
}

// Runs in the page, before its scripts: holds SockJS to some transports, and remembers its connections. It also gives transports the time that they need on a busy
// machine: SockJS takes a multiple of how long /info took, and then tries the next transport; with none left it gives up.
function prepareSockJs(allowed) {
  let replacement;
  window.sockJs = [];
  Object.defineProperty(window, 'SockJS', {
    configurable: true,
    get: () => replacement,
    set(original) {
      replacement = function (url) {
        const socket = new original(url, null, allowed && { transports: allowed });
        window.sockJs.push(socket);
        return socket;
      };
      Object.assign(replacement, original); // the iframe's page calls SockJS.bootstrap_iframe
      original.prototype.countRTO = () => 20_000;
    },
  });
}
