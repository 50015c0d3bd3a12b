/* Written by `npx node console/generate.ts` from /openapi.json. Do not edit. */
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process is alive */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            alive: true;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hooks/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A partner’s webhook
         * @description The bytes as they come, signed as the partner signs. Answered when they are committed.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "*/*": unknown;
                };
            };
            responses: {
                /** @description It is stored */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The signature does not fit; nothing was stored */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description There is no such connection */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Too large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Come back after Retry-After */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hooks/{connection}/{topic}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A partner’s webhook
         * @description The bytes as they come, signed as the partner signs. Answered when they are committed.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                    topic: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "*/*": unknown;
                };
            };
            responses: {
                /** @description It is stored */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The signature does not fit; nothing was stored */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description There is no such connection */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Too large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Come back after Retry-After */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prometheus metrics
         * @description Open to this machine itself; from elsewhere with a key that has the scope `metrics`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** It can serve: the database answers and, where this process works, it owns shards */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            database: string;
                            intakeWaiting: number;
                            ready: boolean;
                            shards: number | null;
                        };
                    };
                };
                /** @description Default Response */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            database: string;
                            intakeWaiting: number;
                            ready: boolean;
                            shards: number | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a password; when `code` is needed, again with the code of the second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        email: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            needs: "code" | null;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ways to sign in: the name of the identity provider, if there is one */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            provider: string | null;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journals that wait for a second person
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    all?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["JournalApproval"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let it go to the ERP, or be posted; never by its author
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JournalApproval"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It is taken back here; the ERP never hears of it
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JournalApproval"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, newest first
         * @description Needs the right `audit`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    from?: string;
                    limit?: number;
                    /** @description Before */
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                    /** @description delivery.retry, mapping.set, … */
                    what?: string;
                    /** @description A part of the name of who did it */
                    who?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AuditEntry"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the trail is as it was written
         * @description Needs the right `audit`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            brokenAt: string | null;
                            intact: boolean;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be sold, where, from when
         * @description From memory. `age` says how old the answer can be; `If-None-Match` with the last ETag answers 304. Needs the right `read`.
         */
        get: {
            parameters: {
                query: {
                    /** @description Whose policies count; without it the general ones, and what is kept for channels is left to them */
                    channel?: string;
                    /** @description Only these places */
                    location?: string;
                    /** @description 52.52, 13.40: places come nearest first */
                    near?: string;
                    /** @description What is expected by then counts too */
                    on?: string;
                    /** @description Up to 100, with commas between them */
                    sku: string;
                    /** @description Kilometers around `near` */
                    within?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Availability"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Closing balance, what the books have of it, what is open
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["BankAccount"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the bank saw, newest first, and what each line is
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    connection?: string;
                    limit?: number;
                    state?: "open" | "matched" | "explained";
                    statement?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["BankLine"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank/lines/{line}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a line that is no deposit to an account
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    line: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            accepted: true;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statements, with how much of each is matched, explained or open
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["BankStatement"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/census/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Received = accepted = posted, and asked = acknowledged, by hour and kind
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    hours?: number;
                };
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Census"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/census/{connection}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take what the partner has and we never heard
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from?: {
                            [key: string]: string;
                        };
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Not empty: there is more; send it as `from` */
                            next: {
                                [key: string]: string;
                            };
                            problems: {
                                poll: string;
                                problem: string;
                            }[];
                            taken: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/census/{connection}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the partner what it has, and name what was never heard; nothing is taken
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["CensusSource"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/write-offs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take off a clearing account what will never be settled; by rule or with a second person
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account: string;
                        currency?: string;
                        /** Format: date */
                        date: string;
                        entity?: string;
                        item: string;
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Decimal */
                            amount: string;
                            currency: string;
                            id: string;
                            item: string;
                            reason: string;
                            reasons: string[];
                            /** @enum {string} */
                            state: "waiting" | "posted";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every connection: state, budget, breaker, polls, backlog, when it was last heard
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Connection"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connection
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Connection"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Connect a partner, or give it new settings; a secret left out stays
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        connector: string;
                        roles: ("channel" | "erp" | "warehouse" | "payments" | "store" | "tax" | "returns")[];
                        settings: {
                            [key: string]: unknown;
                        };
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            added: boolean;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read finished documents again: those that would change something, or all
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        /**
                         * Format: date-time
                         * @description Heard at or after
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * @description Heard before
                         */
                        to: string;
                        topic?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            replayed: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/replay/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What reading finished documents again would change; nothing is written
         * @description Each document is read as its connector reads now, which may ask the partner for what it refers to. Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description Heard at or after
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * @description Heard before
                         */
                        to: string;
                        topic?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReplayPreview"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on; what waited is due now
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            due: number;
                            /** @enum {string} */
                            state: "suspended" | "active";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing more and poll no more; what comes in is still stored
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            due: number;
                            /** @enum {string} */
                            state: "suspended" | "active";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the partner whether it answers, and look at what holds it back
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Symptom"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{connection}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last documents heard and wishes sent
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Traffic"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What partners were not told yet, in words
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Impact"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every connector with the settings it takes
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Connector"][];
                            roles: string[];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every published schema
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                href: string;
                                /** @enum {string} */
                                kind: "api" | "settings";
                                name: string;
                                version: number;
                            }[];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contracts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One schema (JSON Schema 2020-12)
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work under way or waiting for its time, what is due first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    connection?: string;
                    lane?: string;
                    limit?: number;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["OpenWork"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it to somebody, or back to the role
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        assignee: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/correct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct a document that cannot be read, and read it as if it had come so
         * @description Needs the right `personal`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        body: string;
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it up, with a reason
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/effect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a fix will release, before it is made
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Effect"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try it again now
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at it later
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        until: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{shard}/{message}/{handler}/wish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a partner refused, value by value
         * @description Needs the right `work`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RefusedWish"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Send it with corrected values
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    handler: string;
                    message: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        changes: {
                            path: string[];
                            value: string;
                        }[];
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the same with many; each is done or says why not
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        action: "retry" | "drop" | "assign" | "snooze";
                        assignee?: string | null;
                        names: string[];
                        /** Format: date-time */
                        until?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: number;
                            refused: {
                                name: string;
                                why: string;
                            }[];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try everything again that one exception, one role or one connection holds
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        connection?: string;
                        /** @description UnmappedSku, StockShort, … */
                        kind?: string;
                        owner?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            retried: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What payouts say they sent to the bank, and whether it came
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    connection?: string;
                    limit?: number;
                    payout?: string;
                    state?: "open" | "missing" | "matched";
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Deposit"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which lines of the bank are which deposits
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        deposits: string[];
                        lines: string[];
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            accepted: true;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/matches/{match}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * They do not belong together: the entry is taken back, and they stay apart
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    match: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            accepted: true;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Chargebacks that were taken and neither won nor lost
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Dispute"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/lost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A chargeback is lost: write off what it took
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        connection: string;
                        /** Format: date */
                        date: string;
                        reference: string;
                        returned?: boolean;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dispute"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{shard}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The raw words of a partner; each look is in the audit trail
         * @description Needs the right `personal`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    shard: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, as it changes (server-sent events)
         * @description `log` when messages were written or somebody changed something: {head, lastMessageAt}; `overview` at most every three seconds. Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Overview"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What needs a person, the longest waiting first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Stopped within the hour; the day; seven days; longer ago; each without those before */
                    age?: "hour" | "day" | "week" | "older";
                    assignee?: string;
                    /** @description `cause` of a group of /v1/exceptions/groups */
                    cause?: string;
                    connection?: string;
                    /** @description UnmappedSku, StockShort, … */
                    kind?: string;
                    limit?: number;
                    /** @description Only what should have been settled by now */
                    overdue?: string;
                    owner?: string;
                    /** @description Also what is to be looked at later */
                    snoozed?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Exception"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many of each kind, and whose they are
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                count: number;
                                exception: string;
                                means: string;
                                /** Format: date-time */
                                oldest: string;
                                owner: string;
                            }[];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What needs a person, one row per cause, with what each holds up
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Stopped within the hour; the day; seven days; longer ago; each without those before */
                    age?: "hour" | "day" | "week" | "older";
                    assignee?: string;
                    connection?: string;
                    kind?: string;
                    /** @description Only what should have been settled by now */
                    overdue?: string;
                    owner?: string;
                    snoozed?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ExceptionGroup"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Expected fees by rate card against charged ones; differences are claims
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    from?: string;
                    payout?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeeAudit"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-audit/claims.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The claims as CSV
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    from?: string;
                    payout?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fees claimed back, newest first
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    case?: string;
                    connection?: string;
                    state?: "open" | "claimed" | "reimbursed" | "rejected" | "expired";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["FiledFeeClaim"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Claim back what the audit finds charged too much, once
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        case?: string;
                        connection?: string;
                        /** Format: date */
                        from?: string;
                        payout?: string;
                        /** Format: date */
                        to?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["FiledFeeClaim"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-claims/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the marketplace answered
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        state: "rejected" | "reimbursed";
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FiledFeeClaim"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-claims/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The claims with their rate cards, in one archive
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    case?: string;
                    connection?: string;
                    state?: "open" | "claimed" | "reimbursed" | "rejected" | "expired";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A zip */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify a code: what is booked and what is to come, by approval of somebody else
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        class: string;
                        code: string;
                        connection: string;
                        marketplace?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            proposals: components["schemas"]["FeeCodeProposal"][];
                            /** @description The proposal of the mapping alone, where no payout has the code yet */
                            rule: string | null;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-codes/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Codes classified late: what would change in the books
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["FeeCodeProposal"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-codes/proposals/{proposal}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the books follow; never by its author
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeeCodeProposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fee-codes/proposals/{proposal}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave the books as they are
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeeCodeProposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long things take, hour by hour
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Figures"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/figures/{figure}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a figure of the last 24 hours was measured from, the slowest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Only what missed its target */
                    late?: string;
                    limit?: number;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path: {
                    figure: "orderToErp" | "stockToChannel" | "shipmentToChannel" | "refusedStock" | "orders";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["StepTaken"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/figures/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same over an hour, a week, a month or a quarter
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    range?: "hour" | "week" | "month" | "quarter";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FigureHistory"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep units for somebody until a time
         * @description All of it or nothing. Send an `Idempotency-Key`: the same wish again is the same hold. An order that carries the hold as its attribute `threadline_hold` takes the units over; what it does not want of them is free again. Needs the right `reserve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default * */
                        channel?: string;
                        lines: {
                            quantity: number;
                            sku: string;
                        }[];
                        /** @description Only from there */
                        location?: string;
                        /** @default 15 */
                        minutes?: number;
                        /** @description Your word for it: a basket, a desk */
                        reference: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hold"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holds/{hold}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A hold
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    hold: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hold"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holds/{hold}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give held units back; a hold that ended is left as it is
         * @description Needs the right `reserve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    hold: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hold"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger, oldest first
         * @description JSON comes in pages; `text` (plain-text accounting), `csv`, `beancount` and `xlsx` hold the whole span. Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description An account or the beginning of one; JSON only */
                    account?: string;
                    /** @description `next` of the page before */
                    after?: string;
                    book?: "money" | "goods";
                    entity?: string;
                    format?: "text" | "json" | "csv" | "beancount" | "xlsx";
                    from?: string;
                    limit?: number;
                    /** @description Included */
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["JournalEntry"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journals/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an entry back, enter another one, or both; nothing is ever edited
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date */
                        date: string;
                        entity?: string;
                        journal?: {
                            lines: {
                                account: string;
                                amount: string;
                                currency: string;
                            }[];
                            memo: string;
                        };
                        /** @description The entry to take back: its number or id */
                        reverses?: string;
                        why: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Correction"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys of machines
         * @description Needs the right `administer`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ApiKey"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a key; it is answered once and cannot be read again
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expiresAt?: string;
                        name: string;
                        /** @enum {string} */
                        role: "viewer" | "operations" | "customer service" | "finance" | "auditor" | "developer" | "administrator";
                        scopes?: ("read" | "personal" | "finance" | "audit" | "metrics" | "work" | "reserve" | "approve" | "operate" | "administer")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            key: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key at once
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/late-documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Documents whose month is closed, for somebody to decide
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["LateDocument"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/late-documents/{delivery}/let-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post it into the first open month after its own; it keeps its own date
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    delivery: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LateDocument"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Locations, by priority
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Location"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mappings that count now
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Mapping"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Set a mapping; whatever waited for it goes on
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        connection: string;
                        external: string;
                        name: string;
                        /** @description null takes the mapping away */
                        own: string | null;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            released: number;
                            version: number;
                            warning?: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mappings/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set many mappings; each is set or says why not
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        items: {
                            connection: string;
                            external: string;
                            name: string;
                            own: string | null;
                        }[];
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            refused: {
                                row: number;
                                why: string;
                            }[];
                            released: number;
                            set: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mappings/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which tables of mappings there are, and what our side of each is
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["MappingTable"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mappings/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every version of one mapping, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query: {
                    connection: string;
                    external: string;
                    name: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["MappingVersion"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My account
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set my password and second factor; answers recovery codes, once
         * @description Needs the right `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        current?: string;
                        email?: string;
                        name?: string;
                        password: string;
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            email: string;
                            recovery: string[];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A secret for a second factor; it counts when it is confirmed
         * @description Needs the right `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            uri: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message: its data, and everybody who works on it
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Message"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    channel?: string;
                    /** @description Placed at or after */
                    from?: string;
                    limit?: number;
                    /** @description Only those on which somebody still owes work */
                    open?: string;
                    stage?: string;
                    /** @description Placed before */
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Order"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order: its quantities, its shipments, the order as the channel last showed it
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or any number of it */
                    order: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderDetail"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What cancelling would do: what can still be had, the reasons and the channel’s codes, and what waits
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or any number of it */
                    order: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cancellation"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Ask to cancel an order or some units of it, as far as nothing has left
         * @description Send an `Idempotency-Key`: each asking counts. Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or any number of it */
                    order: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Absent: the whole order */
                        lines?: {
                            /** @description A SKU, or the channel’s id of the line */
                            line: string;
                            quantity: number;
                        }[];
                        /**
                         * @description Told to the channel in its own codes
                         * @enum {string}
                         */
                        reason: "buyer" | "out-of-stock" | "uncollected" | "address" | "fraud" | "payment" | "price" | "seller" | "other";
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CancellationAsked"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order}/cancellation/{wish}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back an asking to cancel the order or some units, while the channel has not been told
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order: string;
                    wish: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CancellationWithdrawn"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How everything is
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Overview"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payouts, newest deposit first
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    connection?: string;
                    /** @description Deposited in the last so many days, or later */
                    days?: number;
                    /** @description To the last line, or not */
                    explained?: string;
                    limit?: number;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Payout"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{payout}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One payout
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    payout: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payout"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{payout}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One payout on one page: classes, what it cleared, what is open and why, its journal
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    payout: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PayoutExplained"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{payout}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a payout is made of
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    class?: string;
                    limit?: number;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path: {
                    payout: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["PayoutLine"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{payout}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same to print or to file: one page of HTML, a workbook, CSV, text
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    format?: "text" | "json" | "csv" | "html" | "xlsx";
                };
                header?: never;
                path: {
                    payout: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In the format asked for */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may sign in
         * @description Needs the right `administer`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Person"][];
                            roles: components["schemas"]["Role"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Invite a person, or give one another role; the link signs in once, within the hour
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        /** @default  */
                        name?: string;
                        /** @enum {string} */
                        role: "viewer" | "operations" | "customer service" | "finance" | "auditor" | "developer" | "administrator";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            link: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close an account and its sessions at once
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Months of the books, with their state
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    entity?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Period"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/{period}/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What blocks the close of a month, and what to do about it
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    entity?: string;
                };
                header?: never;
                path: {
                    period: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CloseChecklist"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/{period}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a month, when nothing blocks; or in spite of it, with a reason
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    period: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        entity?: string;
                        inSpite?: boolean;
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            checklist: components["schemas"]["CloseChecklist"];
                            entity: string;
                            inSpite: string[];
                            period: string;
                            released: number;
                            /** @enum {string} */
                            state: "open" | "soft-closed" | "closed";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/{period}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything the auditor wants of a month, in one archive
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    entity?: string;
                };
                header?: never;
                path: {
                    period: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A zip; index.json has the digests of its files */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/{period}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What waited for it goes on; needs a reason
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    period: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        entity?: string;
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            entity: string;
                            period: string;
                            released: number;
                            /** @enum {string} */
                            state: "open" | "soft-closed" | "closed";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/{period}/soft-close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Only finance posts into it from now on
         * @description Needs the right `approve`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    period: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        entity?: string;
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            entity: string;
                            period: string;
                            released: number;
                            /** @enum {string} */
                            state: "open" | "soft-closed" | "closed";
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products, by SKU
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    limit?: number;
                    /** @description SKU, words of the title, GTIN */
                    search?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Product"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add products or correct them
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        items: {
                            /** @default null */
                            gtin?: string | null;
                            sku: string;
                            title: string;
                        }[];
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            saved: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Proposed changes of mappings and policies, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    state?: "proposed" | "canary" | "active" | "rejected" | "taken back";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Proposal"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Propose a change; nothing counts before it is approved
         * @description Whoever may set mappings (`operate`) or approve what changes the books (`approve`). Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        changes: components["schemas"]["ProposedChangeInput"][];
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One proposal, with what its backtest found
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make it count, for one connection first or for all; not by its author
         * @description Where it decides about tax, discounts, fees or revenue it takes `approve`, else `operate`. Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The one connection it counts for at first */
                        canary?: string;
                        /**
                         * Format: date-time
                         * @description When it begins to count; now unless given
                         */
                        from?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal}/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it over the last days of traffic; it goes on in the background and nothing is written at partners
         * @description Whoever may propose. How far it is, and what it found, stands in the proposal. Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        canary?: string;
                        /** @default 7 */
                        days?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn it down
         * @description Where it decides about tax, discounts, fees or revenue it takes `approve`, else `operate`. Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What counted before counts again, as a new version
         * @description Where it decides about tax, discounts, fees or revenue it takes `approve`, else `operate`. Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    proposal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/publication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits to be told to each channel, the riskiest first, and when it will have been
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicationBacklog"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The three-way proof: entries balance, clearing is explained, documents are in the ERP
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query: {
                    entity?: string;
                    period: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reconciliation"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refunds, newest first, with the credit memo of each
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    channel?: string;
                    /** @description Heard at or after */
                    from?: string;
                    limit?: number;
                    /** @description With a credit memo, or still without */
                    memo?: string;
                    /** @description Heard before */
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Refund"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/register-days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Register days, newest first
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    connection?: string;
                    from?: string;
                    limit?: number;
                    store?: string;
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                    /** @description Only where Z and tickets disagree */
                    variance?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["RegisterDay"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/register-days/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One register day: its takings, its Z reports, its tickets and the entry each is in
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    day: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RegisterDayShown"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Who told of it */
                    connection?: string;
                    limit?: number;
                    /** @description Our id of the order */
                    order?: string;
                    stage?: "requested" | "authorised" | "on its way" | "received" | "inspected" | "cancelled" | "declined" | "closed";
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Return"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Agree that items of an order may come back
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        lines: {
                            quantity: number;
                            /** @enum {string} */
                            reason?: "unwanted" | "size" | "defective" | "wrong-item" | "not-as-described" | "late" | "undeliverable" | "other";
                            sku: string;
                        }[];
                        /** @description Our id, or any number of the order */
                        order: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnMade"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One return: its goods by place and finding, the refunds of its order
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnDetail"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a return that was asked for; who told of it hears it
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnMade"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give store credit or a gift card for goods, or as goodwill
         * @description The return, or any number of its order. The books owe it until it is spent. Send a `reference`, or an `Idempotency-Key`. Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Decimal text in the order’s currency; what the units were charged unless said */
                        amount?: string;
                        /** @enum {string} */
                        as: "store-credit" | "gift-card";
                        /**
                         * @description The units it is for; none: goodwill
                         * @default []
                         */
                        lines?: {
                            quantity: number;
                            /** @enum {string} */
                            reason?: "unwanted" | "size" | "defective" | "wrong-item" | "not-as-described" | "late" | "undeliverable" | "other";
                            sku: string;
                        }[];
                        /** @description What the shop calls the card or the credit; it is taken once */
                        reference?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreditGiven"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline a return that was asked for; who told of it hears it, with the reason
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Words for the buyer; no personal data */
                        note?: string;
                        /**
                         * @description As the buyer is told; other unless said
                         * @enum {string}
                         */
                        reason?: "too-late" | "final-sale" | "other";
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnMade"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what goods that came back are fit for
         * @description The return, or any number of its order. Send an `Idempotency-Key`: each telling counts. Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        lines: {
                            /** @enum {string} */
                            disposition?: "resaleable" | "damaged" | "destroyed";
                            quantity: number;
                            sku: string;
                        }[];
                        location: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnReceipt"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what came back
         * @description The return, or any number of its order. Send an `Idempotency-Key`: each telling counts. Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        lines: {
                            /** @enum {string} */
                            disposition?: "resaleable" | "damaged" | "destroyed";
                            quantity: number;
                            sku: string;
                        }[];
                        location: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReturnReceipt"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{return}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send goods again at no charge: an order of its own, with no revenue
         * @description The return, or any number of its order. Send an `Idempotency-Key`: each asking sends again. Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Our id, or the number somebody has for it */
                    return: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        lines: {
                            quantity: number;
                            /** @enum {string} */
                            reason?: "unwanted" | "size" | "defective" | "wrong-item" | "not-as-described" | "late" | "undeliverable" | "other";
                            sku: string;
                        }[];
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReplacementMade"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roll-forwards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opening and movement come to closing, account by account
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query: {
                    entity?: string;
                    period: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            from: string;
                            rows: components["schemas"]["RollForward"][];
                            ties: boolean;
                            to: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who I am and what I may
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Needs the right `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shipments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shipments, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Shipped at or after */
                    from?: string;
                    limit?: number;
                    location?: string;
                    order?: string;
                    /** @description Shipped before */
                    to?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                    /** @description Only those that one of them has not been told of */
                    untold?: "erp" | "channel";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Shipment"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock of all SKUs, by name
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    limit?: number;
                    /** @description Nothing free; promised; a channel shows another number */
                    only?: "none free" | "reserved" | "untold";
                    /** @description A part of SKU or title */
                    search?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["StockItem"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One SKU: by location, what channels were told, why it is this number
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Stock"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/{sku}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One SKU: who has it, what each channel may sell and was told, how far it is believed
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockReport"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reservations out of step with orders, holds or the ledger
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockFaults"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/faults/mend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mend them by posting entries; answers what was mended
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockFaults"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts that nobody believed and that wait for a person, item by item
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HeldCounts"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/post-mortem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a unit of an order came to be sold that was not there
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query: {
                    order: string;
                    sku?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PostMortems"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, for numbers that do not fit into an address
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query: {
                    /** @description Every message on a line of its own, for the text */
                    all?: string;
                    /** @description Otherwise by the Accept header */
                    format?: "json" | "text";
                    reference: string;
                    width?: number;
                    /** @description For the text */
                    zone?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Stories"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The story of any number: order, shipment, tracking, invoice, payout, journal
         * @description As JSON, or as text with `Accept: text/plain`. Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Every message on a line of its own, for the text */
                    all?: string;
                    /** @description Otherwise by the Accept header */
                    format?: "json" | "text";
                    width?: number;
                    /** @description For the text */
                    zone?: string;
                };
                header?: never;
                path: {
                    reference: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Stories"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories/by-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Orders of whoever has an e-mail address; each look is in the audit trail
         * @description In the body, so that the address stands in no log. Answers at most fifty, newest first. Needs the right `personal`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: email */
                        email: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["OrderOfPerson"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories/notes/{correlation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people wrote beside a story
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    correlation: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Note"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Write a note; no personal data
         * @description Needs the right `work`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    correlation: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        text: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told of events, and what they are owed
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Subscription"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Tell a system of events; answers the secret, once
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Connections whose orders it wants; none: all */
                        channels?: string[];
                        /** @description Names of events: `order.placed`, `order.*`, `*` */
                        events: string[];
                        name: string;
                        /** @description Tell it who the buyer is. Each reading is in the audit trail */
                        personal?: boolean;
                        url: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionMade"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change its address, events, channels or scope
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Connections whose orders it wants; none: all */
                        channels?: string[];
                        /** @description Names of events: `order.placed`, `order.*`, `*` */
                        events?: string[];
                        /** @description Tell it who the buyer is. Each reading is in the audit trail */
                        personal?: boolean;
                        url?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subscription"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell it nothing any more; what it was owed is dropped
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What it was sent and what it answered, newest first
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Id of one event */
                    event?: string;
                    limit?: number;
                    taken?: string;
                    /** @description Also how many there are in all, counted from `after` on */
                    total?: string;
                };
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SubscriptionAttempt"][];
                            next: string | null;
                            /** @description When it was asked for */
                            total?: number;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing for now; what happens waits
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subscription"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell it once more what happened in a time; events keep their ids
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        events?: string[];
                        /** Format: date-time */
                        from: string;
                        /** @description Our id of one order */
                        order?: string;
                        /** Format: date-time */
                        to?: string;
                        why?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionReplayed"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again, beginning with what waited
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subscription"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret, answered once; the old one signs beside it for a while
         * @description Needs the right `administer`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        overlapHours?: number;
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionSecret"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send it a test event now; answers what it said
         * @description Needs the right `operate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id or name */
                    subscription: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        why?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionTried"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events a subscription can have
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["EventKind"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trial-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ERP’s own trial balance against ours, account by account
         * @description Needs the right `finance`.
         */
        get: {
            parameters: {
                query: {
                    connection?: string;
                    entity?: string;
                    period: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErpTrialBalance"];
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Filters of lists that I keep under a name
         * @description Needs the right `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SavedView"][];
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Keep a filter under a name
         * @description Needs the right `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        page: string;
                        search: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/views/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget one
         * @description Needs the right `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        page: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: string;
                        };
                    };
                };
                /** @description Default Response */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Without the key itself, which is answered once */
        ApiKey: {
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            expiresAt: string | null;
            id: string;
            lastUsedAt: string | null;
            name: string;
            revokedAt: string | null;
            role: string;
            scopes: string[];
        };
        AuditEntry: {
            after: unknown;
            /** Format: date-time */
            at: string;
            before: unknown;
            position: string;
            what: string;
            who: string;
            why: string | null;
        };
        Availability: {
            /** @description Milliseconds since this was last known to be what the database says */
            age: number;
            items: {
                /** @description 0 to 100; the lowest of the places */
                confidence: number;
                /** @description Of it, what the listed places alone can give when `location` or `within` leaves some out: the same sum over them, never more than `quantity` */
                here: number | null;
                /** @description False: nobody ever counted it, which is not zero */
                known: boolean;
                later: number;
                laterFrom: string | null;
                leadDays: number;
                locations: {
                    /** @description On hand and promised to nobody, before any policy; of a kit, what the parts there would make */
                    available: number;
                    confidence: number;
                    countedAt: string | null;
                    /** @description On order; with `on`, by that day */
                    expected: number;
                    kind: string;
                    km: number | null;
                    location: string;
                    name: string;
                    reasons: string[];
                    /** @enum {string} */
                    step: "full" | "buffer" | "floor" | "pause";
                }[];
                now: number;
                /** @description What the channel may sell, over all its places whatever is listed below; null when that is unknown or not published */
                quantity: number | null;
                /** @description Promised beyond what there is */
                shortfall: number;
                sku: string;
                /** @description The sum spelled out */
                why: string;
            }[];
        };
        /** @description What past traffic would have come to; the first differences of all that are counted */
        Backtest: {
            at: string;
            canary: string | null;
            counts?: {
                decision: number;
                document: number;
                fact: number;
                "goes on": number;
                journal: number;
                stops: number;
            };
            days: number;
            differences?: components["schemas"]["BacktestDifference"][];
            error?: string;
            from?: string;
            looked?: number;
            notJudged?: string[];
            /** @enum {string} */
            state: "running" | "done" | "failed";
            to?: string;
            total?: number;
            unread?: {
                count: number;
                why: string;
            }[];
            who: string;
        };
        /** @description One document, decision or journal that would have been otherwise */
        BacktestDifference: {
            at: string;
            changes: {
                after: string | null;
                before: string | null;
                path: string;
            }[];
            correlation: string;
            /** @enum {string} */
            kind: "fact" | "decision" | "document" | "journal" | "stops" | "goes on";
            says: string;
            subject: string;
            type: string;
        };
        BankAccount: {
            account: string;
            bank: string;
            before: string | null;
            /** @description Decimal */
            booked: string;
            closing: string | null;
            currency: string;
            /** @description Decimal */
            open: string;
            to: string;
        };
        BankLine: {
            account: string;
            /** @description Decimal */
            amount: string;
            bank: string;
            booked: string;
            code: string | null;
            currency: string;
            explainedAs: string | null;
            id: string;
            match: string | null;
            payer: string;
            reason: string | null;
            /** @enum {string} */
            state: "open" | "matched" | "explained";
            statement: string;
            text: string;
        };
        BankStatement: {
            account: string;
            bank: string;
            closing: string | null;
            currency: string;
            explained: number;
            format: string;
            from: string | null;
            gap: string | null;
            id: string;
            lines: number;
            matched: number;
            number: string | null;
            open: number;
            /** @description Decimal */
            openAmount: string;
            opening: string | null;
            repeated: number | null;
            to: string;
        };
        Cancellation: {
            channel: string;
            readonly lines: {
                line: string;
                open: number;
                released: number;
                sku: string | null;
                title: string;
            }[];
            orderId: string;
            readonly part: string[];
            readonly reasons: {
                code: string | null;
                /** @enum {string} */
                reason: "buyer" | "out-of-stock" | "uncollected" | "address" | "fraud" | "payment" | "price" | "seller" | "other";
            }[];
            readonly waiting: {
                /** @enum {string} */
                reason: "buyer" | "out-of-stock" | "uncollected" | "address" | "fraud" | "payment" | "price" | "seller" | "other";
                revocable: boolean;
                says: string;
                units: number;
                /** @description Of the whole order */
                whole: boolean;
                wish: string;
            }[];
            readonly whole: string[];
        };
        CancellationAsked: {
            orderId: string;
            wish: string;
        };
        CancellationWithdrawn: {
            orderId: string;
        };
        /** @description Hour by hour and kind by kind; what is missing is named */
        Census: {
            connection: string;
            from: string;
            heard: {
                accepted: number;
                hour: string;
                kind: string;
                missing: string[];
                posted: number;
                received: number;
            }[];
            to: string;
            told: {
                acknowledged: number;
                asked: number;
                hour: string;
                kind: string;
                missing: string[];
            }[];
        };
        /** @description What the partner lists, held against what was ever heard */
        CensusSource: {
            heard: number;
            listed: number;
            missing: string[];
            more: boolean;
            poll: string;
            problem: string | null;
        };
        CloseChecklist: {
            blocked: number;
            checks: {
                check: string;
                count: number;
                items: string[];
                says: string;
                /** @enum {string} */
                state: "fine" | "open" | "blocks";
                todo: string | null;
            }[];
            entity: string;
            period: string;
            ready: boolean;
            rollForwards: components["schemas"]["RollForward"][];
        };
        Connection: {
            apiVersion: string;
            backlog: {
                claimed: number;
                /** @description At its budget; null when it is stopped or unknown */
                drainsInSeconds: number | null;
                lanes: {
                    [key: string]: number;
                };
                parked: number;
                queued: number;
                ready: number;
            };
            breaker: {
                failures: number;
                openUntil: string | null;
            };
            budgets: {
                blockedUntil: string | null;
                bucket: string;
                capacity: number;
                perSecond: number;
                tokens: number;
            }[];
            connection: string;
            connector: string;
            kind: string;
            lastHeardAt: string | null;
            /** @description Why its settings cannot be used */
            problem: string | null;
            reason: string | null;
            refusedLastDay: {
                count: number;
                reason: string;
            }[];
            roles: string[];
            schedules: {
                /** Format: date-time */
                due: string;
                everySeconds: number;
                lastFault: string | null;
                lastOk: string | null;
                name: string;
            }[];
            secretsSet: string[];
            /** @description Without secrets */
            settings: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "active" | "suspended" | "closed";
            /** @description The path the partner calls */
            webhook: string | null;
        };
        Connector: {
            apiVersion: string;
            checks: boolean;
            kind: string;
            name: string;
            /** @description Its settings, as JSON Schema */
            schema: {
                [key: string]: unknown;
            };
            secrets: string[];
            webhook: boolean;
        };
        Correction: {
            id: string;
            reasons: string[];
            /** @enum {string} */
            state: "waiting" | "posted";
        };
        CreditGiven: {
            /** @description Decimal text in the currency beside it */
            amount: string;
            credit: string;
            currency: string;
        };
        Deposit: {
            /** @description Decimal */
            amount: string;
            connection: string;
            currency: string;
            due: string;
            id: string;
            match: {
                author: string | null;
                by: string;
                /** @description Decimal */
                fee: string;
                id: string;
                /** @description Decimal */
                rounding: string;
                says: string;
            } | null;
            payout: string;
            reason: string | null;
            settlement: string;
            /** @enum {string} */
            state: "open" | "missing" | "matched";
        };
        Dispute: {
            /** @description Decimal */
            amount: string;
            connection: string;
            currency: string;
            reference: string;
        };
        Document: {
            binary: boolean;
            /** @description Null when it has expired or was erased */
            body: string | null;
            connection: string;
            headers: {
                [key: string]: string;
            };
            id: string;
            topic: string;
        };
        /** @description What a fix will do, before it is done */
        Effect: {
            /** @description Work of the same order that stands behind it */
            behind: number;
            drop: string;
            mapping: {
                connection: string;
                external: string;
                name: string;
            } | null;
            orders: number;
            /** @description Stopped work that waits for the same setting */
            released: number;
            retry: string;
        };
        ErpTrialBalance: {
            agrees: boolean;
            connection: string;
            /** @description Decimal, debit positive */
            credits: string;
            currency: string;
            /** @description Decimal, debit positive */
            debits: string;
            entity: string | null;
            from: string;
            rows: {
                because: {
                    accounts: string[];
                    /** @description Decimal, debit positive */
                    amount: string;
                    documents: number | null;
                    reason: string;
                }[];
                currency: string;
                /** @description Decimal, debit positive */
                difference: string;
                /** @description Decimal, debit positive */
                erp: string;
                explained: boolean;
                name: string;
                number: string;
                /** @description Decimal, debit positive */
                ours: string;
            }[];
            to: string;
        };
        EventKind: {
            event: string;
            means: string;
            type: string;
        };
        Exception: {
            assignee: string | null;
            attempts: number;
            correlation: string;
            currency: string | null;
            /** @description Names it in /v1/deliveries/… */
            delivery: {
                handler: string;
                message: string;
                shard: number;
            };
            /** @description The raw words that stopped */
            document: {
                id: string;
                shard: number;
            } | null;
            /**
             * Format: date-time
             * @description When it should be settled, by the policy sla
             */
            dueBy: string;
            exception: string;
            fix: string;
            means: string;
            /** @description The same in one word, as the command line takes it */
            name: string;
            order: string | null;
            owner: string;
            payout: string | null;
            /** @description A partner refused it: its values can be corrected and sent */
            refused: boolean;
            /** @description Trying it again can help */
            retryable: boolean;
            says: string;
            settlesItself: boolean;
            /** Format: date-time */
            since: string;
            snoozedUntil: string | null;
            subject: string;
            type: string;
            /** @description What the order it holds up is worth */
            value: string | null;
            waitsOn: string | null;
            why: string;
        };
        /** @description Stopped work with one cause */
        ExceptionGroup: {
            assigned: number;
            cause: string;
            count: number;
            /**
             * Format: date-time
             * @description When the first of them should have been settled
             */
            dueBy: string;
            exception: string;
            fix: string;
            /** @description What the orders it holds are worth */
            held: {
                amount: string;
                currency: string;
            }[];
            means: string;
            /** Format: date-time */
            oldest: string;
            orders: number;
            overdue: number;
            owner: string;
            settlesItself: boolean;
            waitsOn: string | null;
            why: string;
        };
        FeeAudit: {
            agreed: number;
            claimed: {
                currency: string;
                /** @description Decimal */
                over: string;
                /** @description Decimal */
                under: string;
            }[];
            claims: components["schemas"]["FeeClaim"][];
            lines: number;
            unruled: {
                /** @description Decimal */
                amount: string;
                connection: string;
                currency: string;
                fee: string;
                lines: number;
            }[];
        };
        FeeClaim: {
            /** @description Decimal */
            charged: string;
            connection: string;
            currency: string;
            day: string;
            /** @description Decimal */
            difference: string;
            /** @description Decimal */
            expected: string;
            fee: string;
            id: string;
            marketplace: string;
            order: string;
            rateCard: string;
            rule: string;
            says: string;
            settlement: string;
            sku: string;
            /** @description Decimal */
            sold: string;
            /** @enum {string} */
            state: "open" | "claimed" | "reimbursed" | "rejected" | "expired";
            units: number;
        };
        FeeCodeProposal: {
            /** @description Decimal */
            amount: string;
            author: string;
            code: string;
            connection: string;
            currency: string;
            decidedBy: string | null;
            from: string;
            id: string;
            lines: number;
            marketplace: string;
            payout: string;
            settlement: string;
            state: string;
            to: string;
        };
        /** @description Measured points; days are UTC’s */
        FigureHistory: {
            /** @description Stopped; in time is what is not overdue */
            exceptions: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            /** @enum {string} */
            grain: "minute" | "hour" | "day";
            orders: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            orderToErp: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            /** @description Percent explained */
            payouts: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            refusedStock: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            shipmentToChannel: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            stockToChannel: {
                count: number;
                inTime: number;
                points: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
        };
        /** @description The last 24 hours; payouts of the last 35 days */
        Figures: {
            ages: {
                /** @enum {string} */
                bucket: "hour" | "day" | "week" | "older";
                count: number;
                overdue: number;
                owner: string;
            }[];
            inFlight: {
                orders: number;
                value: {
                    amount: string;
                    currency: string;
                }[];
            };
            orders: {
                count: number;
                hours: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            orderToErp: {
                count: number;
                hours: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
                inTime: number;
                p95Seconds: number | null;
                targetSeconds: number;
            };
            payouts: {
                count: number;
                explained: number;
                lines: number;
            };
            refusedStock: {
                count: number;
                hours: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
            };
            shipmentToChannel: {
                count: number;
                hours: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
                inTime: number;
                p95Seconds: number | null;
                targetSeconds: number;
            };
            stockToChannel: {
                count: number;
                hours: {
                    /** Format: date-time */
                    at: string;
                    count: number;
                    value: number;
                }[];
                inTime: number;
                p95Seconds: number | null;
                targetSeconds: number;
            };
        };
        FiledFeeClaim: {
            case: string | null;
            /** @description Decimal */
            charged: string;
            claimedAt: string;
            claimedBy: string;
            connection: string;
            currency: string;
            day: string;
            decidedBy: string | null;
            /** @description Decimal */
            difference: string;
            /** @description Decimal */
            expected: string;
            expiresOn: string;
            fee: string;
            id: string;
            order: string;
            rateCard: string;
            /** @description Decimal */
            reimbursed: string;
            rule: string;
            says: string;
            settlement: string;
            sku: string;
            /** @enum {string} */
            state: "open" | "claimed" | "reimbursed" | "rejected" | "expired";
            why: string | null;
        };
        HeldCounts: {
            items: {
                /** Format: date-time */
                asOf: string;
                /** @description What had been there */
                before: number;
                connection: string;
                /**
                 * @description applied: before the mass it belongs to was seen
                 * @enum {string}
                 */
                fate: "held" | "applied";
                /** Format: date-time */
                heard: string;
                location: string;
                said: number;
                sku: string;
            }[];
        };
        Hold: {
            channel: string;
            hold: string;
            lines: {
                location: string;
                quantity: number;
                sku: string;
            }[];
            /** Format: date-time */
            made: string;
            /** @description Taken: the order that has the units now */
            order: string | null;
            reference: string;
            /** @enum {string} */
            state: "held" | "released" | "expired" | "taken";
            /** Format: date-time */
            until: string;
        };
        /** @description What a partner was not told yet, in words */
        Impact: {
            connection: string;
            count: number;
            /** Format: date-time */
            oldest: string;
            says: string;
            /** @enum {string} */
            state: "waiting" | "stopped";
            subjects: number;
            type: string;
        };
        JournalApproval: {
            /** @description Decimal */
            amount: string;
            askedAt: string;
            author: string;
            currency: string;
            date: string;
            decidedBy: string | null;
            document: string;
            entity: string;
            entry: string | null;
            id: string;
            kind: string;
            memo: string;
            posted: boolean;
            reasons: string[];
            state: string;
            /** @description Decimal */
            variance: string;
            why: string | null;
        };
        JournalEntry: {
            /** @enum {string} */
            book: "goods" | "money";
            correlation: string;
            date: string;
            dimensions?: {
                [key: string]: string;
            };
            document: string;
            documentDate?: string;
            id: string;
            kind?: string;
            legalEntity: string;
            lines: {
                account: string;
                /** @description Decimal text in the currency beside it */
                amount: string;
                dimensions?: {
                    [key: string]: string;
                };
                unit: string;
            }[];
            memo: string;
            number?: string;
            reverses?: string;
        };
        LateDocument: {
            correlation: string;
            delivery: string;
            detail: string;
            entity: string;
            period: string;
            since: string;
            subject: string;
            type: string;
        };
        Location: {
            connection: string | null;
            country: string | null;
            kind: string;
            location: string;
            name: string;
            priority: number;
        };
        Mapping: {
            author: string;
            connection: string;
            external: string;
            name: string;
            own: string | null;
            version: number;
        };
        MappingTable: {
            /** @description The only words it may be, when it is one of a few */
            choices: string[];
            /** @description It decides about money: it is proposed, and somebody else approves it */
            guarded: boolean;
            name: string;
            /** @description What our side of it is */
            own: string;
        };
        MappingVersion: {
            /** Format: date-time */
            activeFrom: string;
            author: string;
            own: string | null;
            version: number;
        };
        Me: {
            email: string | null;
            hasAccount: boolean;
            name: string | null;
            role: string;
            who: string;
        };
        Message: {
            /** Format: date-time */
            at: string;
            cause: string | null;
            connection: string | null;
            correlation: string;
            data: unknown;
            /** @description The raw words, in /v1/documents */
            document: {
                id: string;
                shard: number;
            } | null;
            id: string;
            key: string;
            mapping: number | null;
            position: string;
            says: string;
            /** Format: date-time */
            seen: string;
            shard: number;
            subject: string;
            type: string;
            work: {
                attempts: number;
                /** Format: date-time */
                changed: string;
                /** Format: date-time */
                due: string;
                exception: string | null;
                handler: string;
                state: string;
                why: string | null;
            }[];
        };
        Note: {
            /** Format: date-time */
            at: string;
            text: string;
            who: string;
        };
        /** @description A piece of work that somebody owes */
        OpenWork: {
            attempts: number;
            correlation: string;
            /** Format: date-time */
            due: string;
            handler: string;
            lane: string;
            /** @description Shard, message and handler in one word */
            name: string;
            order: string | null;
            says: string;
            /** Format: date-time */
            since: string;
            /** @enum {string} */
            state: "Ready" | "Queued" | "Claimed";
            subject: string;
            type: string;
            /** @description Why the last attempt failed */
            why: string | null;
        };
        Order: {
            cancelledAt: string | null;
            channel: string;
            correlation: string;
            currency: string;
            erpOrder: string | null;
            external: string;
            id: string;
            number: string;
            /** Format: date-time */
            placedAt: string;
            stage: string;
            /** @description Decimal text in the currency beside it */
            total: string;
        };
        OrderDetail: {
            /** Format: date-time */
            cancelledAt?: string;
            channel: string;
            correlation: string;
            currency: string;
            /** @description The order as the channel last showed it */
            document: {
                [key: string]: unknown;
            };
            erpOrder?: string;
            external: string;
            id: string;
            /** @constant */
            kind: "order";
            lines: components["schemas"]["OrderLine"][];
            number: string;
            /** Format: date-time */
            placedAt: string;
            /** Format: date-time */
            shipBy?: string;
            shipments: {
                /** Format: date-time */
                at: string;
                id: string;
                invoice?: string;
                location: string;
                parcels: {
                    carrier: string;
                    tracking: string;
                }[];
                /** Format: date-time */
                recordedAt?: string;
                /** Format: date-time */
                reportedAt?: string;
            }[];
            stage: string;
            /** @description Decimal text in the currency beside it */
            total: string;
        };
        /** @description How far each unit of a line has come */
        OrderLine: {
            cancelled: number;
            delivered: number;
            lineId: string;
            ordered: number;
            refunded: number;
            released: number;
            reserved: number;
            returned: number;
            shipped: number;
            sku?: string;
            title: string;
        };
        OrderOfPerson: {
            channel: string;
            currency: string;
            id: string;
            number: string;
            placedAt: string;
            stage: string;
            total: string;
        };
        Overview: {
            backlog: {
                claimed: number;
                lanes: {
                    [key: string]: number;
                };
                /** @description How long the longest has been waiting; 0 when nothing waits */
                oldestDueSeconds: number;
                parked: number;
                queued: number;
                ready: number;
            };
            connections: {
                active: number;
                suspended: number;
            };
            exceptions: {
                byKind: {
                    count: number;
                    exception: string;
                    means: string;
                    /** Format: date-time */
                    oldest: string;
                    owner: string;
                }[];
                total: number;
            };
            lastDay: {
                orders: number;
                shipments: number;
            };
            log: {
                /** @description Grows with every message */
                head: string;
                lastMessageAt: string | null;
            };
            /** Format: date-time */
            now: string;
            workers: {
                alive: number;
                shardsHere: number | null;
            };
        };
        Payout: {
            connection: string;
            correlation: string;
            currency: string;
            depositDate: string;
            /** @description Decimal text in the currency beside it */
            explained: string;
            external: string;
            id: string;
            lines: number;
            /** @description Decimal text in the currency beside it */
            net: string;
            /** @description Decimal text in the currency beside it */
            suspense: string;
        };
        PayoutExplained: {
            classes: {
                /** @description Decimal */
                amount: string;
                class: string;
                lines: number;
            }[];
            clearing: {
                account: string;
                because: {
                    /** @description Decimal */
                    amount: string;
                    orders: number;
                    reason: string;
                }[];
                /** @description Decimal */
                remainder: string;
            };
            closing: string | null;
            connection: string;
            currency: string;
            depositDate: string;
            journal: {
                /** @enum {string} */
                book: "money" | "goods";
                correlation: string;
                date: string;
                document: string;
                id: string;
                legalEntity: string;
                lines: {
                    account: string;
                    /** @description Decimal */
                    amount: string;
                    unit: string;
                }[];
                memo: string;
            }[];
            kind: string;
            lines: number;
            matched: {
                /** @description Decimal */
                amount: string;
                lines: number;
                orders: number;
                /** @description Decimal */
                takings: string;
            };
            /** @enum {string} */
            mode: "documents" | "summary";
            open: {
                /** @description Decimal */
                amount: string;
                days: number;
                order: string;
                reason: string;
                says: string;
                unit: string;
            }[];
            opening: string | null;
            openOrders: number;
            payoutId: string;
            period: {
                from: string | null;
                to: string | null;
            };
            proof: {
                says: string;
                /** @enum {string} */
                state: "stated" | "agreed" | "open";
            };
            settlement: string;
            /** @description Decimal */
            sum: string;
            /** @description Decimal */
            suspense: string;
            unclassified: {
                /** @description Decimal */
                amount: string;
                code: string;
                lines: number;
                proposed: string;
            }[];
            versions: {
                decided: {
                    class: string;
                    code: string;
                    lines: number;
                    version: number;
                }[];
                reader: number | null;
            };
            waiting: {
                /** @description Decimal */
                amount: string;
                author: string;
                code: string;
                id: string;
                to: string;
            }[];
        };
        PayoutLine: {
            /** @description Decimal text in the currency beside it */
            amount: string;
            class: string;
            code: string;
            line: number;
            order: string | null;
            orderId: string | null;
            postedAt: string | null;
            quantity: number | null;
            sku: string | null;
        };
        Period: {
            changedAt: string | null;
            changedBy: string | null;
            entity: string;
            entries: number;
            period: string;
            /** @enum {string} */
            state: "open" | "soft-closed" | "closed";
            why: string | null;
        };
        Person: {
            /** Format: date-time */
            createdAt: string;
            disabledAt: string | null;
            email: string;
            lastSignIn: string | null;
            name: string;
            password: boolean;
            provider: string | null;
            role: string;
        };
        PostMortems: {
            items: {
                cause: string;
                channel: string;
                fate: string;
                freeWhenHeard: number;
                freeWhenSold: number;
                /** Format: date-time */
                heardAt: string;
                number: string;
                order: string;
                ordered: number;
                /** Format: date-time */
                placedAt: string;
                /** @description The policy that would have kept it from happening */
                prevention: string;
                shown: number | null;
                shownSince: string | null;
                sku: string;
                timeline: {
                    /** @description By the clock of whoever said so, when that is another time */
                    at: string | null;
                    channel: string | null;
                    free: number | null;
                    /** Format: date-time */
                    known: string;
                    what: string;
                }[];
            }[];
        };
        /** @description RFC 9457 problem details */
        Problem: {
            detail: string;
            errors?: {
                message: string;
                path: string;
            }[];
            request: string;
            status: number;
            title: string;
            type: string;
        };
        Product: {
            gtin: string | null;
            sku: string;
            title: string;
        };
        Proposal: {
            activeFrom: string | null;
            author: string;
            backtest: components["schemas"]["Backtest"] | null;
            canary: string | null;
            changes: components["schemas"]["ProposedChange"][];
            decidedAt: string | null;
            decidedBy: string | null;
            /** @description It decides about tax, discounts, fees or revenue */
            guarded: boolean;
            id: string;
            proposedAt: string;
            said: string | null;
            says: string[];
            /** @enum {string} */
            state: "proposed" | "canary" | "active" | "rejected" | "taken back";
            version: number | null;
            why: string | null;
        };
        /** @description What a mapping or a policy would become; null takes it away */
        ProposedChange: {
            connection: string;
            external: string;
            /** @constant */
            kind: "mapping";
            name: string;
            own: string | null;
        } | {
            /** @constant */
            kind: "policy";
            name: string;
            scope: string;
            value: {
                [key: string]: unknown;
            } | null;
        };
        /** @description What a mapping or a policy would become; null takes it away */
        ProposedChangeInput: {
            connection: string;
            external: string;
            /** @constant */
            kind: "mapping";
            name: string;
            own: string | null;
        } | {
            /** @constant */
            kind: "policy";
            name: string;
            scope: string;
            value: {
                [key: string]: unknown;
            } | null;
        };
        PublicationBacklog: {
            items: {
                connection: string;
                drainsAt: string | null;
                /** @description Null: it is stopped, or all that waits needs a person */
                drainsInSeconds: number | null;
                /** @description Of what waits, items that at their pace sell out within a day */
                fast: number;
                parked: number;
                /** @description Countries of its last buyers */
                regions: string[];
                riskiest: {
                    next: number;
                    shows: number | null;
                    /** Format: date-time */
                    since: string;
                    sku: string;
                    why: string;
                }[];
                says: string;
                tooHigh: number;
                waiting: number;
            }[];
        };
        Reconciliation: {
            clearing: {
                account: string;
                /** @description Decimal, debit positive */
                balance: string;
                because: {
                    /** @description Decimal, debit positive */
                    amount: string;
                    items: number;
                    oldestDays: number;
                    reason: string;
                }[];
                currency: string;
                explained: boolean;
                items: {
                    /** @description Decimal, debit positive */
                    amount: string;
                    days: number;
                    item: string;
                    looks: boolean;
                    reason: string;
                    says: string;
                }[];
                openItems: number;
                toLookAt: number;
            }[];
            documents: {
                applied: {
                    answered: number;
                    asked: number;
                    type: string;
                }[];
                waiting: {
                    detail: string;
                    document: string;
                }[];
                withoutEntry: {
                    detail: string;
                    document: string;
                }[];
            };
            entity: string;
            from: string;
            journals: {
                debits: {
                    /** @description Decimal, debit positive */
                    amount: string;
                    currency: string;
                }[];
                entries: number;
                unbalanced: number;
            };
            proven: boolean;
            to: string;
        };
        Refund: {
            amount: string;
            /** Format: date-time */
            at: string;
            channel: string | null;
            correlation: string;
            creditMemo: string | null;
            currency: string;
            id: string;
            number: string | null;
            orderId: string | null;
            reason: string | null;
            units: number;
        };
        RefusedWish: {
            fields: {
                /** @description Says whose it is, and is not changed */
                fixed: boolean;
                /** @enum {string} */
                kind: "text" | "number" | "truth" | "amount";
                path: string[];
                unit?: string;
                value: string;
            }[];
            to: string;
            type: string;
        };
        RegisterDay: {
            connection: string;
            correlation: string;
            currency: string;
            date: string;
            entries: number;
            id: string;
            register: string;
            /** @enum {string} */
            state: "open" | "closing" | "closed";
            store: string;
            tickets: number;
            variance: string | null;
            waiting: number;
        };
        RegisterDayShown: {
            connection: string;
            correlation: string;
            currency: string;
            date: string;
            entries: number;
            id: string;
            records: {
                at: string;
                kind: string;
                part: number | null;
                takings: {
                    /** @description Decimal */
                    amount: string;
                    kind: string;
                    method: string | null;
                    of: string | null;
                }[];
                ticket: string;
            }[];
            register: string;
            reports: {
                at: string;
                number: string;
                over: string | null;
                sales: string | null;
                tax: string | null;
                tickets: number | null;
            }[];
            /** @enum {string} */
            state: "open" | "closing" | "closed";
            store: string;
            takings: {
                /** @description Decimal */
                amount: string;
                kind: string;
                method: string | null;
                of: string | null;
            }[];
            tickets: number;
            variance: string | null;
            waiting: number;
        };
        ReplacementMade: {
            number: string;
            orderId: string;
            returnId: string;
        };
        /** @description What reading documents again would change */
        ReplayPreview: {
            counts: {
                contradicts: number;
                expired: number;
                "kept out": number;
                new: number;
                same: number;
                stops: number;
            };
            documents: {
                changes: {
                    says: string;
                    type: string;
                }[];
                correlation: string;
                /** @enum {string} */
                effect: "same" | "new" | "contradicts" | "stops" | "expired" | "kept out";
                /** Format: date-time */
                heard: string;
                id: string;
                reference: string;
                topic: string;
                why: string | null;
            }[];
            /** @description The span holds more than are looked at in one go: narrow it */
            more: boolean;
        };
        /** @description An agreement that goods may come back, or goods that came without one */
        Return: {
            channel: string | null;
            connection: string;
            correlation: string;
            exchange: string | null;
            external: string;
            id: string;
            lines: {
                lineId?: string;
                quantity: number;
                reason?: string;
                sku?: string;
            }[];
            number: string;
            /** Format: date-time */
            openedAt: string;
            order: string;
            orderNumber: string | null;
            reason: string | null;
            resolution: string;
            /** @enum {string} */
            stage: "requested" | "authorised" | "on its way" | "received" | "inspected" | "cancelled" | "declined" | "closed";
        };
        ReturnDetail: {
            channel: string | null;
            connection: string;
            correlation: string;
            exchange: string | null;
            external: string;
            /** @description What came back of the order, and what was found of it */
            goods: {
                damaged: number;
                destroyed: number;
                lineId: string;
                location: string;
                received: number;
                resaleable: number;
                sku: string;
            }[];
            id: string;
            lines: {
                lineId?: string;
                quantity: number;
                reason?: string;
                sku?: string;
            }[];
            number: string;
            /** Format: date-time */
            openedAt: string;
            order: string;
            orderNumber: string | null;
            reason: string | null;
            refunds: {
                /** Format: date-time */
                at: string;
                creditMemo: string | null;
                currency: string;
                external: string;
                reason: string | null;
                tenders: {
                    /** @description Decimal text in the currency beside it */
                    amount: string;
                    method: string;
                    state: string;
                }[];
                /** @description Decimal text in the currency beside it */
                total: string;
            }[];
            resolution: string;
            /** @enum {string} */
            stage: "requested" | "authorised" | "on its way" | "received" | "inspected" | "cancelled" | "declined" | "closed";
        };
        ReturnMade: {
            returnId: string;
        };
        ReturnReceipt: {
            receipt: string;
        };
        Role: {
            /** @description The same in words */
            may: string[];
            rights: ("read" | "personal" | "finance" | "audit" | "metrics" | "work" | "reserve" | "approve" | "operate" | "administer")[];
            role: string;
        };
        RollForward: {
            account: string;
            /** @description Decimal, debit positive */
            closing: string;
            /** @description Decimal, debit positive */
            credit: string;
            currency: string;
            /** @description Decimal, debit positive */
            debit: string;
            entity: string;
            movements: {
                /** @description Decimal, debit positive */
                credit: string;
                /** @description Decimal, debit positive */
                debit: string;
                kind: string;
            }[];
            /** @description Decimal, debit positive */
            opening: string;
            stated: string | null;
            statement: string | null;
            ties: boolean;
        };
        SavedView: {
            name: string;
            page: string;
            search: string;
        };
        Session: {
            /** @enum {string} */
            by: "key" | "session";
            rights: ("read" | "personal" | "finance" | "audit" | "metrics" | "work" | "reserve" | "approve" | "operate" | "administer")[];
            role: string;
            tenant: string;
            who: string;
        };
        Shipment: {
            id: string;
            invoice: string | null;
            lines: {
                lineId: string;
                quantity: number;
                sku: string;
            }[];
            location: string;
            orderId: string;
            parcels: {
                carrier: string;
                tracking: string;
            }[];
            recordedAt: string | null;
            reportedAt: string | null;
            /** Format: date-time */
            shippedAt: string;
        };
        /** @description One measurement of a figure */
        StepTaken: {
            /** Format: date-time */
            at: string;
            began: string | null;
            channel: string | null;
            correlation: string;
            id: string;
            late: boolean;
            order: string | null;
            says: string;
            seconds: number | null;
            subject: string;
        };
        Stock: {
            available: number;
            channels: {
                acknowledged: number | null;
                acknowledgedAt: string | null;
                connection: string;
                item: string;
                wanted: number | null;
            }[];
            locations: {
                available: number;
                held: number;
                inspection: number;
                location: string;
                onHand: number;
                /** @description Promised or sold beyond what was there */
                owed: number;
                reserved: number;
            }[];
            movements: {
                /** Format: date-time */
                at: string;
                correlation: string;
                document: string;
                lines: {
                    account: string;
                    quantity: number;
                }[];
                memo: string;
            }[];
            onHand: number;
            /** @description Free units by location, in lists */
            places?: {
                [key: string]: number;
            };
            reserved: number;
            sku: string;
            title: string | null;
            /** @description The sum spelled out */
            why: string;
        };
        StockFaults: {
            items: {
                mend: string;
                what: string;
                /** @enum {string} */
                with: "order" | "hold" | "ledger";
            }[];
        };
        StockItem: {
            available: number;
            onHand: number;
            /** @description Free units by location, in lists */
            places?: {
                [key: string]: number;
            };
            reserved: number;
            sku: string;
            title: string | null;
        };
        StockReport: {
            channels: {
                channel: string;
                quantity: number | null;
                told: {
                    acknowledged: number | null;
                    acknowledgedAt: string | null;
                    item: string;
                    risk: string | null;
                    state: string | null;
                    wanted: number | null;
                    wantedAt: string | null;
                    why: string | null;
                }[];
                why: string;
            }[];
            confidence: {
                location: string;
                reasons: string[];
                score: number;
                since: string | null;
                step: string;
            }[];
            /** @description Counts of it that nobody believed and that wait for a person */
            doubted: {
                /** Format: date-time */
                asOf: string;
                /** @description What had been there */
                before: number;
                connection: string;
                /**
                 * @description applied: before the mass it belongs to was seen
                 * @enum {string}
                 */
                fate: "held" | "applied";
                /** Format: date-time */
                heard: string;
                location: string;
                said: number;
                sku: string;
            }[];
            holders: {
                channel: string | null;
                holder: string;
                kind: string;
                location: string;
                missing: number;
                number: string | null;
                stage: string | null;
                units: number;
            }[];
            kit: {
                [key: string]: number;
            } | null;
            /** @description As they were booked, the latest first */
            movements: {
                /**
                 * Format: date-time
                 * @description By the clock of whoever said so
                 */
                at: string;
                correlation: string;
                document: string;
                from: string;
                memo: string;
                to: string;
                units: number;
                /** @description The order, where one caused it; else what did */
                who: string;
            }[];
            positions: {
                asOf: string | null;
                class: string | null;
                damaged: number;
                held: number;
                incoming: number;
                inspection: number;
                inTransit: number;
                kind: string;
                location: string;
                lots: {
                    expires: string | null;
                    lot: string;
                    quantity: number;
                }[];
                onHand: number;
                reserved: number;
                shortfall: number;
            }[];
            sku: string;
            title: string | null;
            /** @description Orders that were promised goods which are not here yet */
            waiting: {
                /** @description Here, and kept for it */
                allotted: number;
                /** Format: date-time */
                asked: string;
                location: string;
                /** @description On the way from another place */
                moving: number;
                number: string | null;
                quantity: number;
            }[];
        };
        Stories: {
            found: {
                connection: string;
                correlation: string;
                kind: string;
                own: string;
                reference: string;
            }[];
            stories: components["schemas"]["Story"][];
        };
        Story: {
            correlation: string;
            entries: {
                /** @enum {string} */
                book: "goods" | "money";
                cause: string;
                date: string;
                document: string;
                id: string;
                legalEntity: string;
                lines: {
                    account: string;
                    /** @description Decimal text in the currency beside it */
                    amount: string;
                    dimensions?: {
                        [key: string]: string;
                    };
                    unit: string;
                }[];
                memo: string;
                /** @description The entry in plain-text accounting */
                text: string;
            }[];
            head: {
                /** Format: date-time */
                cancelledAt?: string;
                channel: string;
                currency: string;
                erpOrder?: string;
                external: string;
                id: string;
                /** @constant */
                kind: "order";
                lines: components["schemas"]["OrderLine"][];
                number: string;
                /** Format: date-time */
                placedAt: string;
                /** Format: date-time */
                shipBy?: string;
                shipments: {
                    /** Format: date-time */
                    at: string;
                    id: string;
                    invoice?: string;
                    location: string;
                    parcels: {
                        carrier: string;
                        tracking: string;
                    }[];
                    /** Format: date-time */
                    recordedAt?: string;
                    /** Format: date-time */
                    reportedAt?: string;
                }[];
                stage: string;
                /** @description Decimal text in the currency beside it */
                total: string;
            } | {
                classes: {
                    /** @description Decimal text in the currency beside it */
                    amount: string;
                    class: string;
                    lines: number;
                }[];
                connection: string;
                currency: string;
                depositDate: string;
                /** @description Decimal text in the currency beside it */
                explained: string;
                external: string;
                id: string;
                /** @constant */
                kind: "payout";
                lines: number;
                /** @description Decimal text in the currency beside it */
                net: string;
                /** @description Decimal text in the currency beside it */
                suspense: string;
            } | {
                /** @constant */
                kind: "other";
                subject: string;
            };
            messages: {
                /** Format: date-time */
                at: string;
                cause?: string;
                connection?: string;
                id: string;
                key: string;
                says: string;
                /** Format: date-time */
                seen: string;
                subject: string;
                to?: string;
                type: string;
            }[];
            more: boolean;
            open: {
                assignee?: string;
                attempts: number;
                /** Format: date-time */
                due: string;
                exception?: string;
                fix?: string;
                handler: string;
                id?: string;
                means?: string;
                message: string;
                owner?: string;
                says?: string;
                shard: number;
                /** Format: date-time */
                since: string;
                /** @enum {string} */
                state: "Ready" | "Queued" | "Claimed" | "Parked";
                type?: string;
                waitsOn?: string;
                why?: string;
            }[];
            payoutLines: {
                /** @description Decimal text in the currency beside it */
                amount: string;
                class: string;
                code: string;
                connection: string;
                currency: string;
                depositDate: string;
                external: string;
                payout: string;
            }[];
            references: {
                connection: string;
                kind: string;
                reference: string;
            }[];
        };
        /** @description A system that is told facts as signed CloudEvents */
        Subscription: {
            channels: string[];
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            events: string[];
            failingSince: string | null;
            failures: number;
            id: string;
            name: string;
            /** @description Of which a person must look at */
            parked: number;
            personal: boolean;
            reachedAt: string | null;
            reason: string | null;
            /** @enum {string} */
            state: "active" | "paused" | "disabled";
            url: string;
            /** @description Events it is still owed */
            waiting: number;
        };
        SubscriptionAttempt: {
            answer: string | null;
            /** Format: date-time */
            at: string;
            correlation: string;
            event: string;
            eventId: string;
            id: string;
            milliseconds: number;
            replay: boolean;
            /** @description Null: nobody answered */
            status: number | null;
            subject: string;
            taken: boolean;
        };
        SubscriptionMade: {
            id: string;
            /** @description For checking signatures. It is answered this once */
            secret: string;
        };
        SubscriptionReplayed: {
            events: number;
            replay: string;
        };
        SubscriptionSecret: {
            /** Format: date-time */
            oldUntil: string;
            secret: string;
        };
        SubscriptionTried: {
            answer: string;
            milliseconds: number;
            status: number | null;
            taken: boolean;
        };
        Symptom: {
            fix: string | null;
            says: string;
            /** @enum {string} */
            state: "ok" | "warn" | "fail";
            what: string;
        };
        Traffic: {
            asked: {
                /** Format: date-time */
                at: string;
                attempts: number;
                correlation: string;
                id: string;
                says: string;
                state: string;
                type: string;
                why: string | null;
            }[];
            heard: {
                /** Format: date-time */
                at: string;
                bytes: number | null;
                id: string;
                reference: string;
                shard: number;
                topic: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
