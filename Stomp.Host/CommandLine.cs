using System.CommandLine;

namespace Stomp.Host;

/// <summary>The command line, which stands above all other configuration.</summary>
internal static class CommandLine
{
    private const string SettingPrefix = "--Stomp:";

    /// <summary>Reads it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the process with the settings that they hold, by their names in the configuration.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args, Func<IReadOnlyDictionary<string, string?>, Task<int>> run)
    {
        // Any setting can be given by its full name, as .NET does: --Stomp:Limits:MaxQueueBytes=1000000
        string[] settings = [.. args.Where(IsSetting)];
        var listen = new Option<string[]>("--listen")
        {
            Description = "Where to listen: http://, https:// (WebSocket at /stomp, SockJS at /sockjs), stomp:// or stomps://, an address and a port; 0 is any free port. Repeatable.",
            HelpName = "URL",
        };
        var allowAnonymous = new Option<bool>("--allow-anonymous")
        {
            Description = "Take anonymous clients from everywhere, and listen on addresses that are not loopback.",
        };
        var certificate = new Option<string>("--certificate")
        {
            Description = "The certificate of https and stomps: a PFX file, or a PEM file that holds its key too.",
            HelpName = "FILE",
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder in which messages are stored that must survive: persistent ones, in queues and durable subscriptions. Without it all is in memory.",
            HelpName = "DIR",
        };
        var command = new RootCommand("A STOMP 1.0, 1.1 and 1.2 message broker. Settings: appsettings.json, environment (Stomp__Listen__0=URL), --Stomp:NAME=VALUE.")
        {
            listen, data, allowAnonymous, certificate,
        };
        command.Subcommands.Add(HashPasswordCommand.Create());
        command.SetAction((result, _) =>
        {
            var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (string setting in settings)
            {
                int equals = setting.IndexOf('=', StringComparison.Ordinal);
                values[setting[2..equals]] = setting[(equals + 1)..];
            }

            foreach ((int index, string url) in (result.GetValue(listen) ?? []).Index())
            {
                values[$"Stomp:Listen:{index}"] = url;
            }

            if (result.GetValue(data) is { } directory)
            {
                values["Stomp:Storage:Directory"] = Path.GetFullPath(directory);
            }

            if (result.GetValue(allowAnonymous))
            {
                values["Stomp:AllowAnonymous"] = "true";
            }

            if (result.GetValue(certificate) is { } path)
            {
                values["Stomp:Certificate:Path"] = path;
            }

            return run(values);
        });

        ParseResult parsed = command.Parse(args.Where(arg => !IsSetting(arg)).ToArray());
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"stomp: {parsed.Errors[0].Message} --help lists the options.");
            return 1;
        }

        // The host ends itself on a signal, in its own time. The library would give it two seconds, and then exit code 143.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase) && argument.Contains('=', StringComparison.Ordinal);
}
