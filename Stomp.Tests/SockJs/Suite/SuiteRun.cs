using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Stomp.Tests.SockJs.Suite;

/// <summary>Runs the services of the public test-suite until it is ended: <c>dotnet run --project Stomp.Tests -- sockjs-suite [--urls URL]</c>.</summary>
internal static class SuiteRun
{
    /// <summary>The command that runs them.</summary>
    public const string Command = "dotnet run --project Stomp.Tests -- sockjs-suite";

    /// <summary>Where the suite looks by default.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8081";

    public static int Run(string url)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(url);
        WebApplication application = builder.Build();
        SuiteServices.Map(application, TimeProvider.System);
        Console.WriteLine($"The services of sockjs-protocol's test-suite are at {url}; Ctrl+C ends them.");
        application.Run();
        return 0;
    }
}
