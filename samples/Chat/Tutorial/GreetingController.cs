using Chat.Messages;
using Stomp.Broker.Handlers;
using Stomp.Broker.Publishing;

namespace Chat.Tutorial;

/// <summary>The tutorial's message handlers.</summary>
internal sealed class GreetingController(MessageArchive archive, IStompPublisher publisher)
{
    [MessageMapping("/hello")]
    [SendTo("/topic/greetings")]
    public static Greeting Greet(Greeting greeting) => greeting;

    [MessageMapping("/chat")]
    public async Task ChatAsync(PrivateWords words, [UserName] string from)
    {
        ChatMessage message = archive.AddToConversation(from, words.To, words.Content);
        await publisher.PublishToUserAsync(words.To, "/queue/chat", message);
        await publisher.PublishToUserAsync(from, "/queue/sent", message);
    }

    [SubscribeMapping("/chat/{user}")]
    public ChatMessage[] GetConversation(string user, [UserName] string reader) => archive.GetConversation(reader, user);
}
