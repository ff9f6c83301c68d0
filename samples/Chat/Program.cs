using System.CommandLine;
using System.Globalization;
using Chat;

var port = new Option<ushort>("--port")
{
    Description = "The port of http://localhost to listen on; 0 is any free one.",
    HelpName = "PORT",
    DefaultValueFactory = static _ => 8080,
    CustomParser = static result =>
    {
        if (!ushort.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out ushort value))
        {
            result.AddError($"--port takes a number from 0 to {ushort.MaxValue}, not '{result.Tokens[0].Value}'.");
        }

        return value;
    },
};
var command = new RootCommand("A chat: the Spring tutorial's pages and a modern one, over STOMP and SockJS.") { port };
command.SetAction((result, _) => RunAsync(result.GetValue(port)));

// The application ends itself on a signal, in its own time. The library would give it two seconds, and then exit code 130.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(int port)
{
    try
    {
        await using WebApplication application = ChatApplication.Build(port);
        await application.StartAsync();
        foreach (string address in application.Urls)
        {
            Console.WriteLine($"Listening on {address}");
        }

        Console.WriteLine("Ready. Log in as admin or sang, password 123; Ctrl+C ends the chat.");
        await application.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception exception) when (exception is IOException or InvalidOperationException)
    {
        // What the user can mend: a port in use, libraries that are missing. One line says it; a stack trace would hide it.
        await Console.Error.WriteLineAsync($"chat: {exception.Message.ReplaceLineEndings(" ")}");
        return 1;
    }
}
