package io.hppgateway;

import io.hppgateway.http.Urls;
import io.hppgateway.limit.Category;
import io.hppgateway.limit.Use;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.session.CallbackLinks;
import io.hppgateway.session.SessionStore;
import io.hppgateway.session.create.Checkouts;
import io.hppgateway.session.create.ClaimStore;
import io.hppgateway.session.create.CreateApi;
import io.hppgateway.session.create.Creates;
import io.hppgateway.session.create.HostedPages;
import io.hppgateway.session.create.Openings;
import io.hppgateway.tenant.AccountMemory;

/** The parts of the create path, put together. */
record CreatePath(Settings settings, RedisLink redis, SecretBox box, KlarnaPaths paths) {

    /** The calls that make sessions. */
    CreateApi api(SessionStore store, AccountMemory accounts, CallbackLinks links) {
        var names = new Namespace(settings.redis().prefix());
        var klarna = paths.tenants();
        var claims = new ClaimStore(redis, names, box);
        var openings = new Openings(
                claims,
                paths.charges(),
                paths.budgets(),
                () -> paths.purses().refused(Category.HOSTED_PAGE, Use.TENANT),
                settings.klarna());
        var pages = new HostedPages(
                klarna, store, claims, openings, settings.publicBase().toString());
        return new CreateApi(
                new Creates(accounts, links, openings, pages),
                new Checkouts(klarna, accounts, links, openings, pages),
                Urls.originOf(settings.publicBase()));
    }
}
