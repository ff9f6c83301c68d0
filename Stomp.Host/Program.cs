using Microsoft.Extensions.Options;
using Stomp.Host;
using Stomp.Host.Listening;
using Stomp.Host.Settings;

return await CommandLine.InvokeAsync(args, async settings =>
{
    try
    {
        await using WebApplication application = StompApplication.Build(settings, out IReadOnlyList<Listener> listeners);
        await application.StartAsync();
        foreach (Listener listener in listeners)
        {
            Console.WriteLine($"Listening on {listener.Address}");
        }

        Console.WriteLine("Ready.");
        await application.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception exception) when (exception is SettingsException or OptionsValidationException or IOException or UnauthorizedAccessException)
    {
        // What the user can mend: a setting, a port in use, a file. One line says it; a stack trace would hide it.
        await Console.Error.WriteLineAsync($"stomp: {exception.Message.ReplaceLineEndings(" ")}");
        return 1;
    }
});
