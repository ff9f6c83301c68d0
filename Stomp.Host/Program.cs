using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Stomp.Broker.Storage;
using Stomp.Host;
using Stomp.Host.Listening;
using Stomp.Host.Settings;

SocketTransport.ProcessWhereItArrives();
return await CommandLine.InvokeAsync(args, async settings =>
{
    try
    {
        await using WebApplication application = StompApplication.Build(settings, out IReadOnlyList<Listener> listeners);
        await StartAsync(application, listeners);
        foreach (Listener listener in listeners)
        {
            Console.WriteLine($"Listening on {listener.Address}");
        }

        Console.WriteLine("Ready.");
        await application.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception exception) when (exception is SettingsException or OptionsValidationException or IOException or InvalidDataException or UnauthorizedAccessException or StompStoreException)
    {
        // What the user can mend: a setting, a port in use, a file. One line says it; a stack trace would hide it.
        await Console.Error.WriteLineAsync($"stomp: {exception.Message.ReplaceLineEndings(" ")}");
        return 1;
    }
});

static async Task StartAsync(WebApplication application, IReadOnlyList<Listener> listeners)
{
    try
    {
        await application.StartAsync();
    }
    catch (SocketException exception)
    {
        // An address that is not this machine's, a port for the administrator only. Kestrel does not say which.
        throw new SettingsException($"cannot listen on {string.Join(" or ", listeners.Select(static listener => listener.Address))}: {exception.Message}");
    }
}
