using System.Net;
using Chat.Accounts;
using Chat.Messages;
using Chat.Presence;
using Chat.Rooms;
using Chat.Tutorial;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using Stomp.Broker.Configuration;

namespace Chat;

/// <summary>Puts the chat together: form login, pages, broker.</summary>
internal static class ChatApplication
{
    // Nothing from elsewhere, no script or style within a page, no page of others around ours.
    private const string PagePolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    // The tutorial's endpoint, and the modern page's: each with the version of the client that its pages have. Only where SockJS uses its iframe it matters.
    private static readonly (string Path, string Client)[] Endpoints = [("/chat", "/webjars/sockjs-client/sockjs.min.js"), ("/stomp", "/lib/sockjs.min.js")];

    /// <summary>Builds the application.</summary>
    /// <param name="port">The port of the loopback addresses to listen on; 0 is a free one, of IPv4 alone.</param>
    /// <exception cref="InvalidOperationException">The browser libraries are not beside the program.</exception>
    public static WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        if (!Array.TrueForAll(Endpoints, endpoint => builder.Environment.WebRootFileProvider.GetFileInfo(endpoint.Client).Exists))
        {
            throw new InvalidOperationException(
                "the libraries of the pages are missing: install Node.js with npm, run 'npm ci --prefix samples/Chat' and build the chat again");
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, port);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        AddLogin(builder.Services, builder.Configuration);
        builder.Services.AddSingleton<MessageArchive>().AddSingleton<PeopleList>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStompBroker(static options =>
            {
                options.Handlers.Errors = StompHandlerErrors.UserQueue;

                // What is on a topic came through a handler, which has said who it is from.
                options.Authorization.Send("/app/**").Allow();
            })
            .AddStompHandlers<GreetingController>()
            .AddSessionEvents<PresenceAnnouncer>();

        WebApplication application = builder.Build();
        application.UseWhen(IsOfPage, static pages => pages.Use(AddPageHeaders));
        application.UseStaticFiles(new StaticFileOptions
        {
            // What the login page needs is for everybody.
            RequestPath = "/style",
            FileProvider = new PhysicalFileProvider(Path.Combine(application.Environment.WebRootPath, "style")),
        });
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseStaticFiles();
        application.MapRazorPages();
        foreach ((string path, string client) in Endpoints)
        {
            application.MapStompSockJs(path, options => options.ClientLibraryUrl = client).RequireAuthorization().DisableCookieRedirect();
        }

        RoomHandlers.Map(application);
        return application;
    }

    private static void AddLogin(IServiceCollection services, ConfigurationManager configuration)
    {
        services.Configure<ChatOptions>(configuration.GetSection("Chat"));
        services.AddSingleton<AccountDirectory>();
        services.AddRazorPages();
        services.AddAntiforgery(static options => options.FormFieldName = "_csrf");
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static options =>
        {
            options.Cookie.Name = "chat";
            options.LoginPath = "/login";
            options.LogoutPath = "/logout";
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static bool IsOfPage(HttpContext context) => !Array.Exists(Endpoints, endpoint => context.Request.Path.StartsWithSegments(endpoint.Path));

    private static Task AddPageHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] = PagePolicy;
        context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
